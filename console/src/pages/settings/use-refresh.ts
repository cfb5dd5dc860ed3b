import { useQueryClient } from '@tanstack/react-query'

/** Asks again for what has changed. */
export function useRefresh(queryKey: readonly string[]) {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey })
}
