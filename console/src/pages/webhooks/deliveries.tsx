import {
  Button,
  Checkbox,
  Group,
  Paper,
  Progress,
  Select,
  Table,
  Text,
  Title,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { failureText } from '../../api/failure.ts'
import { type Delivery, type EventType, listDeliveries, redeliver } from '../../api/webhooks.ts'
import { clockText } from '../../parts/clock-text.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { Attempts } from './attempts.tsx'
import { eventTypes } from './event-types.ts'

const refreshMs = 2_000
/** The most failed deliveries that one click repeats. */
const maxRepeated = 1_000

/** What a webhook was sent and what waits to be sent, newest event first, to look at and to send once more. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { api, location } = useWorkplace()
  const [event, setEvent] = useState<EventType>()
  const [isFailed, setFailed] = useState(false)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const filter = { ...(event && { event }), ...(isFailed && { failed: true }) }
  const deliveries = useInfiniteQuery({
    queryKey: ['deliveries', location.id, webhookId, filter],
    queryFn: ({ pageParam }) =>
      listDeliveries(api, webhookId, {
        ...filter,
        limit: 50,
        ...(pageParam !== undefined && { cursor: pageParam }),
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: refreshMs,
  })
  const repeat = useRepeat(webhookId)
  const repeatThese = (ids: readonly string[]) => {
    repeat.mutate(async () => ids)
    setChosen(new Set())
  }
  const shown = deliveries.data?.pages.flatMap(({ deliveries }) => deliveries)
  return (
    <section aria-label="Deliveries">
      <Group justify="space-between" align="flex-end" mb="sm">
        <Title order={2} size="h4">
          Deliveries
        </Title>
        <Group gap="sm" align="flex-end">
          <Checkbox
            label="Only failed"
            mb={8}
            checked={isFailed}
            onChange={(event) => setFailed(event.currentTarget.checked)}
          />
          <Select
            aria-label="Event"
            placeholder="All events"
            clearable
            w="13rem"
            data={[...eventTypes]}
            value={event ?? null}
            onChange={(type) => setEvent((type as EventType | null) ?? undefined)}
          />
        </Group>
      </Group>
      <Group gap="sm" mb="sm">
        <Button
          variant="default"
          size="sm"
          disabled={chosen.size === 0 || repeat.isPending}
          onClick={() => repeatThese([...chosen])}
        >
          Repeat the chosen ({chosen.size})
        </Button>
        <Button
          variant="default"
          size="sm"
          disabled={repeat.isPending}
          onClick={() => repeat.mutate(() => failedIds())}
        >
          Repeat all that failed
        </Button>
      </Group>
      <RepeatProgress repeat={repeat} />
      {deliveries.error && <Problem>{failureText(deliveries.error)}</Problem>}
      {shown === undefined && !deliveries.error && <Loading what="Loading the deliveries" />}
      {shown?.length === 0 && (
        <Empty
          title={isFailed || event ? 'No such deliveries' : 'Nothing sent yet'}
          text={
            isFailed || event
              ? 'No delivery passes the filters.'
              : 'The next event that it takes appears here.'
          }
        />
      )}
      {shown !== undefined && shown.length > 0 && (
        <DeliveryTable
          deliveries={shown}
          timeZone={location.timezone}
          chosen={chosen}
          onChoose={setChosen}
          onRepeat={(id) => repeatThese([id])}
        />
      )}
      {deliveries.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={deliveries.isFetchingNextPage}
          onClick={() => deliveries.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </section>
  )

  async function failedIds(): Promise<string[]> {
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
}

/** Sends deliveries once more, and tells how far it is. */
function useRepeat(webhookId: string) {
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
  return { ...mutation, done }
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

interface DeliveryTableProps {
  deliveries: readonly Delivery[]
  timeZone: string
  chosen: ReadonlySet<string>
  onChoose: (ids: ReadonlySet<string>) => void
  onRepeat: (id: string) => void
}

function DeliveryTable({ deliveries, timeZone, chosen, onChoose, onRepeat }: DeliveryTableProps) {
  const [open, setOpen] = useState<string>()
  const choose = (id: string, isChosen: boolean) => {
    const ids = new Set(chosen)
    if (isChosen) ids.add(id)
    else ids.delete(id)
    onChoose(ids)
  }
  const areAll = deliveries.every(({ id }) => chosen.has(id))
  return (
    <Paper withBorder radius="lg" className="row-list">
      <Table layout="fixed" verticalSpacing="xs" horizontalSpacing={6} aria-label="Deliveries">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="2.75rem">
              <Checkbox
                aria-label="Choose all"
                checked={areAll}
                onChange={() => onChoose(new Set(areAll ? [] : deliveries.map(({ id }) => id)))}
              />
            </Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th w="6rem">Status</Table.Th>
            <Table.Th w="6rem" visibleFrom="sm">
              Attempts
            </Table.Th>
            <Table.Th w="5.5rem">
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => {
            const { id, event, status, attempts, dateAdded, nextAttempt } = delivery
            const time = clockText(dateAdded, timeZone, Date.now())
            return (
              <Fragment key={id}>
                <Table.Tr>
                  <Table.Td>
                    <Checkbox
                      aria-label={`Choose ${event}, ${time}`}
                      checked={chosen.has(id)}
                      onChange={(event) => choose(id, event.currentTarget.checked)}
                    />
                  </Table.Td>
                  <Table.Td>
                    <UnstyledButton
                      className="row-button"
                      aria-expanded={open === id}
                      onClick={() => setOpen(open === id ? undefined : id)}
                    >
                      {event}
                    </UnstyledButton>
                    <Text size="xs" c="dimmed">
                      {time}
                      {nextAttempt !== undefined &&
                        ` · next attempt ${clockText(nextAttempt, timeZone, Date.now())}`}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <StateBadge kind={kinds[status] ?? 'neutral'}>{status}</StateBadge>
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <Text size="sm">{attempts.length}</Text>
                  </Table.Td>
                  <Table.Td>
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={`Repeat ${event}, ${time}`}
                      onClick={() => onRepeat(id)}
                    >
                      Repeat
                    </Button>
                  </Table.Td>
                </Table.Tr>
                {open === id && (
                  <Table.Tr>
                    <Table.Td colSpan={5}>
                      <Attempts delivery={delivery} timeZone={timeZone} />
                    </Table.Td>
                  </Table.Tr>
                )}
              </Fragment>
            )
          })}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

const kinds: Record<string, 'good' | 'bad'> = { delivered: 'good', failed: 'bad' }
