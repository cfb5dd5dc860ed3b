import { useQuery } from '@tanstack/react-query'
import { getActivity } from '../../api/activity.ts'
import { useWorkplace } from '../../session/session.tsx'

const refreshMs = 15_000

/** The requests of the location until now. @param minutes how far back. */
export function useActivity(minutes: number) {
  const { api, location } = useWorkplace()
  return useQuery({
    queryKey: ['activity', location.id, minutes],
    queryFn: () => getActivity(api, minutes),
    refetchInterval: refreshMs,
    placeholderData: (before) => before,
  })
}
