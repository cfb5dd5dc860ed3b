import type { Static, TSchema } from 'typebox'
import { Type } from 'typebox'
import { isId } from '../../lib/ids.ts'
import { advanceBody, clockBody } from '../dev-clock.ts'
import type { Development } from '../development.ts'
import { faultBody } from '../faults/fault.ts'
import { locationBody } from '../test-location.ts'
import { ControlError } from './control-error.ts'
import { requireValidBody } from './valid-body.ts'

/** What a route gets of a request. */
interface ControlRequest<Body = unknown> {
  /** The parameter in the path, decoded; empty without one. */
  param: string
  query: URLSearchParams
  body: Body
}

export interface ControlRoute {
  method: string
  /** The path below `/_contactd/dev`, with at most one parameter. */
  path: string
  status: 200 | 201 | 204
  run(development: Development, request: ControlRequest): unknown
}

/** A name of a snapshot can be written in a path: clients drop the segments `.` and `..`. */
const isName = (text: string): boolean => /^(?!\.{1,2}$)[\w .-]{1,100}$/.test(text)

const searchLagBody = Type.Object(
  { seconds: Type.Number({ minimum: 0, maximum: 3600 }) },
  { additionalProperties: false },
)

const nothing = Type.Object({}, { additionalProperties: false })

/** The operations of the control plane. */
export const controlRoutes: readonly ControlRoute[] = [
  route('POST', '/reset', 204, nothing, (development) => development.reset()),
  route('GET', '/clock', 200, nothing, (development) => development.clock()),
  route('PUT', '/clock', 200, clockBody, (development, { body }) => development.setClock(body)),
  route('POST', '/clock/advance', 200, advanceBody, (development, { body }) =>
    development.advanceClock(body.seconds),
  ),
  route('GET', '/snapshots', 200, nothing, (development) => development.snapshots()),
  route('PUT', '/snapshots/:name', 201, nothing, (development, { param }) =>
    development.takeSnapshot(snapshotName(param)),
  ),
  route('POST', '/snapshots/:name/restore', 204, nothing, (development, { param }) =>
    development.restoreSnapshot(param),
  ),
  route('DELETE', '/snapshots/:name', 204, nothing, (development, { param }) =>
    development.deleteSnapshot(param),
  ),
  route('GET', '/faults', 200, nothing, (development) => development.faults()),
  route('POST', '/faults', 201, faultBody, (development, { body }) => development.addFault(body)),
  route('DELETE', '/faults', 204, nothing, (development) => development.clearFaults()),
  route('DELETE', '/faults/:id', 204, nothing, (development, { param }) => development.deleteFault(param)),
  route('GET', '/requests', 200, nothing, (development, { query }) => development.requests(query)),
  route('DELETE', '/requests', 204, nothing, (development, { query }) => development.clearRequests(query)),
  route('GET', '/webhook-deliveries', 200, nothing, (development, { query }) =>
    development.webhookDeliveries(query),
  ),
  route('PUT', '/search-lag', 200, searchLagBody, (development, { body }) =>
    development.setSearchLag(body.seconds),
  ),
  route('POST', '/locations', 201, locationBody, (development, { body }) => development.addLocation(body)),
  route('DELETE', '/locations/:id', 204, nothing, (development, { param }) =>
    development.deleteLocation(isId(param) ? param : ''),
  ),
]

/** A route whose body is checked first. A missing body counts as an empty one. */
function route<Body extends TSchema>(
  method: string,
  path: string,
  status: ControlRoute['status'],
  schema: Body,
  run: (development: Development, request: ControlRequest<Static<Body>>) => unknown,
): ControlRoute {
  return {
    method,
    path,
    status,
    run(development, request) {
      const body = request.body ?? {}
      requireValidBody(schema, body)
      return run(development, { ...request, body: body as Static<Body> })
    },
  }
}

function snapshotName(text: string): string {
  if (isName(text)) return text
  throw new ControlError(422, 'The name of a snapshot has 1 to 100 letters, digits, spaces and any of _ . -')
}
