import { Button, Group, Progress, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Api } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { listDeliveries, redeliver } from '../../api/webhooks.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'

/** The most failed deliveries that one click repeats. */
const maxRepeated = 1_000

/** Sends deliveries of a webhook once more, and counts how many have been sent. */
export function useRepeat(webhookId: string) {
  const { api, location } = useWorkplace()
  const queryClient = useQueryClient()
  const [done, setDone] = useState({ count: 0, of: 0 })
  const mutation = useMutation({
    mutationFn: async (which: () => Promise<readonly string[]>) => {
      setDone({ count: 0, of: 0 })
      const ids = await which()
      await redeliver(api, webhookId, ids, (count) => setDone({ count, of: ids.length }))
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['deliveries', location.id, webhookId] }),
        queryClient.invalidateQueries({ queryKey: ['webhooks', location.id] }),
      ]),
  })
  return {
    ...mutation,
    done,
    repeatThese: (ids: readonly string[]) => mutation.mutate(async () => ids),
    repeatFailed: () => mutation.mutate(() => failedIds(api, webhookId)),
  }
}

async function failedIds(api: Api, webhookId: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: number | undefined
  do {
    const page = await listDeliveries(api, webhookId, {
      failed: true,
      limit: 100,
      ...(cursor !== undefined && { cursor }),
    })
    ids.push(...page.deliveries.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== undefined && ids.length < maxRepeated)
  return ids
}

/** The buttons that repeat several deliveries, and how far they have come. */
export function RepeatBar({
  repeat,
  chosenCount,
  onRepeatChosen,
}: {
  repeat: ReturnType<typeof useRepeat>
  chosenCount: number
  onRepeatChosen: () => void
}) {
  return (
    <>
      <Group gap="sm" mb="sm">
        <Button
          variant="default"
          size="sm"
          disabled={chosenCount === 0 || repeat.isPending}
          onClick={onRepeatChosen}
        >
          Repeat the chosen ({chosenCount})
        </Button>
        <Button variant="default" size="sm" disabled={repeat.isPending} onClick={() => repeat.repeatFailed()}>
          Repeat all that failed
        </Button>
      </Group>
      <RepeatProgress repeat={repeat} />
    </>
  )
}

function RepeatProgress({
  repeat: { done, isPending, isSuccess, error },
}: {
  repeat: ReturnType<typeof useRepeat>
}) {
  return (
    <>
      {isPending && (
        <Progress.Root mb="sm">
          <Progress.Section
            value={done.of === 0 ? 0 : (done.count / done.of) * 100}
            aria-label="Repeating deliveries"
          />
        </Progress.Root>
      )}
      <Text size="sm" mb="sm" role="status">
        {isPending && `Repeating ${done.count.toLocaleString()} of ${done.of.toLocaleString()}`}
        {isSuccess && (done.of === 0 ? 'Nothing has failed.' : `${deliveriesText(done.of)} sent once more.`)}
      </Text>
      {error && (
        <Problem>
          {failureText(error)} {done.count > 0 && `${deliveriesText(done.count)} sent once more.`}
        </Problem>
      )}
    </>
  )
}

const deliveriesText = (count: number): string =>
  count === 1 ? '1 delivery is' : `${count.toLocaleString()} deliveries are`
