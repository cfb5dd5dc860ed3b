import { Type } from 'typebox'
import { principalOf } from '../auth/authorization.ts'
import { operation } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { limitInQuery, queryNumber } from '../http/query.ts'
import type { Clock } from '../lib/clock.ts'
import { keptMinutes, type ReadMinutes, readActivity } from './activity/activity.ts'
import type { ListRequests } from './list-requests.ts'

interface TrafficContext {
  clock: Clock
  listRequests: ListRequests
  readMinutes: ReadMinutes
}

const access = { scopes: ['requests.readonly'], tokens: 'location', version: 'optional' } as const
const tag = 'contactd'
const mostRequests = 1_000
const day = 24 * 60

const listOperation = operation({
  operationId: 'list-requests',
  access,
  summary: 'List Requests',
  description: 'Lists the latest requests with tokens of the location, newest first.',
  tag,
  querystring: Type.Object({
    since: queryNumber('Milliseconds since 1970: only requests from then on.', 1_767_225_600_000, {
      maximum: Number.MAX_SAFE_INTEGER,
    }),
    method: Type.Optional(Type.String({ maxLength: 10 })),
    path: Type.Optional(Type.String({ maxLength: 1_000, description: 'May have `*` for any characters.' })),
    status: queryNumber('The status of the response.', 422, { minimum: 100, maximum: 599 }),
    limit: limitInQuery('The most requests.', 100, mostRequests),
  }),
  answer: { status: 200, description: 'The requests.', schema: Type.Object({}) },
  refusals: [],
})

const activityOperation = operation({
  operationId: 'get-request-activity',
  access,
  summary: 'Get Request Activity',
  description: 'Counts the requests of the location over time, with their errors and durations.',
  tag,
  querystring: Type.Object({
    minutes: queryNumber('How far back.', day, { minimum: 1, maximum: keptMinutes }),
  }),
  answer: { status: 200, description: 'The counts.', schema: Type.Object({}) },
  refusals: [],
})

/** For the console, and not in the OpenAPI documents. */
const hidden = <Of extends { schema: object }>(described: Of): Of => ({
  ...described,
  schema: { ...described.schema, hide: true },
})

/** The latest requests of a location, and their counts over time. */
export function registerTrafficRoutes(
  pipeline: Pipeline,
  { clock, listRequests, readMinutes }: TrafficContext,
): void {
  pipeline.get('/_contactd/requests', hidden(listOperation), async (request) => {
    const { locationId = '' } = principalOf(request)
    const { limit = mostRequests, ...conditions } = request.query
    return { requests: await listRequests({ ...conditions, locationId, limit }) }
  })

  pipeline.get('/_contactd/requests/activity', hidden(activityOperation), (request) => {
    const { locationId = '' } = principalOf(request)
    const { minutes = day } = request.query
    return readActivity(readMinutes, { locationId, minutes, now: clock.now() })
  })
}
