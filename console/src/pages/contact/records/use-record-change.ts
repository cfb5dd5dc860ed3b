import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'

/** A change of a record: afterwards, its list is read again. */
export function useRecordChange<Input>(
  queryKey: QueryKey,
  mutationFn: (input: Input) => Promise<unknown>,
  onSuccess?: () => void,
) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () => {
      onSuccess?.()
      return queryClient.invalidateQueries({ queryKey })
    },
  })
}
