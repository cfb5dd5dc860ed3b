import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { control } from '../../../api/control.ts'

/** Reads from the control plane, each second. @param path below `/_contactd/dev`. */
export const useControlled = <Data>(path: string) =>
  useQuery({
    queryKey: ['control', path],
    queryFn: () => control<Data>('GET', path),
    refetchInterval: 1_000,
  })

/** What a switch does. */
export interface ControlCall {
  method: 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: object
  /** Whether it replaces the data of the server. */
  replacesData?: boolean
}

/** Changes something with the control plane. */
export function useControl() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ method, path, body }: ControlCall) => control(method, path, body),
    onSuccess: async (_answer, { replacesData }) => {
      // The page keeps requests that the server has forgotten, but not over a reset.
      if (replacesData) await queryClient.resetQueries({ queryKey: ['requests'] })
      await queryClient.invalidateQueries(replacesData ? {} : { queryKey: ['control'] })
    },
  })
}
