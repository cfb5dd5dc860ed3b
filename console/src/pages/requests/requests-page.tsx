import { Anchor, Box, Button, Text } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import type { RecordedRequest } from '../../api/requests.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Queried } from '../../parts/queried.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { DevelopmentPanel } from './development/development-panel.tsx'
import { useDevelopment } from './development/use-development.ts'
import { FilterBar } from './filter-bar.tsx'
import { curlOf } from './request-as-code.ts'
import { RequestDetails } from './request-details.tsx'
import { filtersIn, hasFilters, type RequestFilters, requestMatcher, withFilters } from './request-filters.ts'
import { RequestList } from './request-list.tsx'
import { useRequests } from './use-requests.ts'

/** The latest requests of the location as they come in, and the switches of a development server. */
export default function RequestsPage() {
  const development = useDevelopment()
  const [isPaused, setPaused] = useState(false)
  return (
    <Page
      title="Requests"
      actions={
        <>
          <StateBadge kind={isPaused ? 'neutral' : 'good'}>{isPaused ? 'Paused' : 'Live'}</StateBadge>
          <Button
            variant="default"
            size="sm"
            leftSection={
              isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
            }
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        </>
      }
    >
      <Queried query={development} what="Loading requests">
        {(state) => (
          <Box className={state === 'none' ? undefined : 'beside'}>
            {state !== 'none' && <DevelopmentPanel isLocked={state === 'locked'} />}
            <LiveRequests isDevelopment={state === 'open'} isPaused={isPaused} />
          </Box>
        )}
      </Queried>
    </Page>
  )
}

function LiveRequests({ isDevelopment, isPaused }: { isDevelopment: boolean; isPaused: boolean }) {
  const { location, session } = useWorkplace()
  const [query, setQuery] = useSearchParams()
  const requests = useRequests({ isEvery: isDevelopment, isPaused })
  const filters = filtersIn(query)
  const change = (changed: RequestFilters) =>
    setQuery((before) => withFilters(before, changed), { replace: true })
  const choose = useCallback(
    (id: string | undefined) =>
      setQuery((before) => {
        const after = new URLSearchParams(before)
        if (id === undefined) after.delete('request')
        else after.set('request', id)
        return after
      }),
    [setQuery],
  )
  const nameOf = useNames()
  const chosen = query.get('request') ?? undefined
  return (
    <section aria-label="Requests">
      <FilterBar filters={filters} onChange={change} />
      <Queried query={requests} what="Loading requests">
        {(all) => {
          const shown = all.filter(
            requestMatcher(filters, { locationId: location.id, userId: session.user.id }),
          )
          const request = all.find(({ id }) => id === chosen)
          return (
            <>
              {requests.error && <Problem>{failureText(requests.error)}</Problem>}
              {shown.length === 0 ? (
                <NoRequests
                  isFiltered={hasFilters(filters)}
                  onClear={() => change(filtersIn(new URLSearchParams()))}
                />
              ) : (
                <RequestList
                  requests={shown}
                  timeZone={location.timezone}
                  nameOf={nameOf}
                  chosen={chosen}
                  onChoose={choose}
                />
              )}
              <RequestDetails
                request={request}
                token={nameOf(request?.token ?? null)}
                timeZone={location.timezone}
                keepsBodies={isDevelopment}
                onClose={() => choose(undefined)}
              />
            </>
          )
        }}
      </Queried>
    </section>
  )
}

/** What to call the token of a request: the name of a private token, or its id, or that of a grant of an app. */
function useNames(): (token: string | null) => string {
  const { api, location, session } = useWorkplace()
  const { data } = useQuery({
    queryKey: ['private-tokens', location.id],
    queryFn: () => dataOf(api.GET('/_contactd/tokens')),
  })
  return useMemo(() => {
    const names = new Map(data?.tokens.map(({ id, name }) => [id, name]))
    names.set(session.user.id, `The console (${session.user.name})`)
    return (token: string | null) => (token === null ? 'No valid token' : (names.get(token) ?? token))
  }, [data, session.user])
}

function NoRequests({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { location } = useWorkplace()
  if (isFiltered)
    return (
      <Empty title="No request passes the filters" text="New ones appear here as they come in.">
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      </Empty>
    )
  const example: Pick<RecordedRequest, 'method' | 'path' | 'query' | 'requestBody'> = {
    method: 'GET',
    path: '/contacts/',
    query: `locationId=${location.id}`,
    requestBody: null,
  }
  const curl = curlOf(example, window.location.origin)
  return (
    <Empty
      title="No requests yet"
      text="Requests with tokens of this location appear here as they come in. Try one:"
    >
      <Box w="100%" ta="left">
        <CodeBlock label="A request to try">{curl}</CodeBlock>
      </Box>
      <Copy text={curl} what="curl" />
      <Text size="sm" c="dimmed">
        Put{' '}
        <Anchor component={Link} href="/settings/tokens" underline="always" inherit>
          a private token of the location
        </Anchor>{' '}
        into <code>CONTACTD_TOKEN</code>.
      </Text>
    </Empty>
  )
}
