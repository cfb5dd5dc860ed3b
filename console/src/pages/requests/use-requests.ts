import { useQuery, useQueryClient } from '@tanstack/react-query'
import { listEveryRequest, listRequests, type RecordedRequest } from '../../api/requests.ts'
import { useWorkplace } from '../../session/session.tsx'

const pollMs = 1_000
/** What the server is asked for at first, and each second. */
const manyRequests = 500
const fewRequests = 50
/** The most that the page keeps. */
const maxKept = 1_000

/**
 * The latest requests, newest first, asked for each second while the page is visible. What the server has forgotten
 * stays.
 * @param isEvery whether requests without a valid token are there, too: a development server has them.
 */
export function useRequests({ isEvery, isPaused }: { isEvery: boolean; isPaused: boolean }) {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const queryKey = ['requests', location.id, isEvery]
  const list = (limit: number) => (isEvery ? listEveryRequest(limit) : listRequests(api, limit))
  return useQuery({
    queryKey,
    queryFn: async () => {
      const known = queryClient.getQueryData<RecordedRequest[]>(queryKey) ?? []
      const ids = new Set(known.map(({ id }) => id))
      const isNew = ({ id }: RecordedRequest) => !ids.has(id)
      let news = known.length === 0 ? [] : (await list(fewRequests)).filter(isNew)
      // There may be more than those.
      if (known.length === 0 || news.length === fewRequests) news = (await list(manyRequests)).filter(isNew)
      return news.length === 0 ? known : [...news, ...known].slice(0, maxKept)
    },
    staleTime: 0,
    refetchInterval: isPaused ? false : pollMs,
    refetchOnMount: !isPaused,
  })
}
