import { Button, Checkbox, Group, Select, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { failureText } from '../../api/failure.ts'
import { type EventType, listDeliveries } from '../../api/webhooks.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { eventTypes } from './event-types.ts'
import { RepeatBar, useRepeat } from './repeat-deliveries.tsx'

const refreshMs = 2_000

/** Which deliveries are shown: of one event, or only those that failed. */
interface DeliveryFilter {
  event?: EventType
  failed?: true
}

/** What a webhook was sent and what waits to be sent, newest event first, to look at and to send once more. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { location } = useWorkplace()
  const [filter, setFilter] = useState<DeliveryFilter>({})
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const deliveries = useDeliveries(webhookId, filter)
  const repeat = useRepeat(webhookId)
  const repeatThese = (ids: readonly string[]) => {
    repeat.repeatThese(ids)
    setChosen(new Set())
  }
  const shown = deliveries.data?.pages.flatMap(({ deliveries }) => deliveries)
  return (
    <section aria-label="Deliveries">
      <Group justify="space-between" align="flex-end" mb="sm">
        <Title order={2} size="h4">
          Deliveries
        </Title>
        <DeliveryFilters filter={filter} onChange={setFilter} />
      </Group>
      <RepeatBar repeat={repeat} chosenCount={chosen.size} onRepeatChosen={() => repeatThese([...chosen])} />
      {deliveries.error && <Problem>{failureText(deliveries.error)}</Problem>}
      {shown === undefined && !deliveries.error && <Loading what="Loading the deliveries" />}
      {shown?.length === 0 && <NoDeliveries isFiltered={Object.keys(filter).length > 0} />}
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
}

function useDeliveries(webhookId: string, filter: DeliveryFilter) {
  const { api, location } = useWorkplace()
  return useInfiniteQuery({
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
}

function DeliveryFilters({
  filter: { event, failed },
  onChange,
}: {
  filter: DeliveryFilter
  onChange: (filter: DeliveryFilter) => void
}) {
  return (
    <Group gap="sm" align="flex-end">
      <Checkbox
        label="Only failed"
        mb={8}
        checked={failed === true}
        onChange={({ currentTarget }) =>
          onChange({ ...(event && { event }), ...(currentTarget.checked && { failed: true }) })
        }
      />
      <Select
        aria-label="Event"
        placeholder="All events"
        clearable
        w="13rem"
        data={[...eventTypes]}
        value={event ?? null}
        onChange={(type) =>
          onChange({ ...(type && { event: type as EventType }), ...(failed && { failed }) })
        }
      />
    </Group>
  )
}

const NoDeliveries = ({ isFiltered }: { isFiltered: boolean }) => (
  <Empty
    title={isFiltered ? 'No such deliveries' : 'Nothing sent yet'}
    text={isFiltered ? 'No delivery passes the filters.' : 'The next event that it takes appears here.'}
  />
)
