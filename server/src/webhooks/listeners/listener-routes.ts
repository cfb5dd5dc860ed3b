import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { principalOf, requireLiveToken } from '../../auth/authorization.ts'
import { ApiError } from '../../http/api-error.ts'
import { Connections } from '../../http/connections.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { queryNumber } from '../../http/query.ts'
import { eventStreamHeaders } from '../../http/server-sent-events.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { type Storage, StorageUnavailableError } from '../../storage/storage.ts'
import type { SignEvent } from '../sign-event.ts'
import type { WebhookSecrets } from '../signing/webhook-secrets.ts'
import { eventStream, type StreamEnd } from './event-stream.ts'
import { acknowledge, openListener } from './listeners.ts'
import { maxStreams, OpenStreams } from './open-streams.ts'

export interface ListenerContext {
  storage: Storage
  clock: Clock
  ids: Ids
  secrets: WebhookSecrets
  sign: SignEvent
}

const access = { scopes: ['webhooks.readonly'], tokens: 'location', version: 'optional' } as const
const name = Type.String({ description: 'The name of the listener.', pattern: '^[A-Za-z0-9._-]{1,64}$' })
const maxSequence = Number.MAX_SAFE_INTEGER

const streamOperation = operation({
  operationId: 'stream-webhook-events',
  access,
  summary: 'Stream Events',
  description: 'Sends the events of the location as server-sent events.',
  tag: 'contactd',
  querystring: Type.Object({
    name: Type.Optional(name),
    after: queryNumber('The last event that the client has.', 42, { maximum: maxSequence }),
  }),
  answer: {
    status: 200,
    description: 'The events.',
    schema: Type.String(),
    mediaType: 'text/event-stream',
  },
  refusals: [],
})

const acknowledgeOperation = operation({
  operationId: 'acknowledge-webhook-events',
  access,
  summary: 'Acknowledge Events',
  description: 'Says up to which event the client of a stream has them.',
  tag: 'contactd',
  body: Type.Object({ name: Type.Optional(name), after: Type.Integer({ minimum: 0, maximum: maxSequence }) }),
  answer: { status: 200, description: 'Stored.', schema: Type.Object({ succeeded: Type.Boolean() }) },
  refusals: [],
})

const defaultName = 'default'
const url = '/_contactd/webhooks/stream'

/** For `contactd webhook listen`, and not in the OpenAPI documents: generated clients can't read streams. */
const hidden = <Of extends { schema: object }>(described: Of): Of => ({
  ...described,
  schema: { ...described.schema, hide: true },
})

/** Streams of events. Authorization runs before them. */
export function registerListenerRoutes(pipeline: Pipeline, context: ListenerContext): void {
  const { storage, ids, secrets, sign } = context
  const open = new OpenStreams()

  pipeline.get(url, hidden(streamOperation), async (request, reply) => {
    reply.headers({ ...eventStreamHeaders, connection: 'close' })
    if (request.method === 'HEAD') return reply.send('')
    const { companyId, locationId = '' } = principalOf(request)
    const { name = defaultName } = request.query
    if (!open.hasRoom(locationId, name)) throw errors.tooMany('streams', maxStreams)
    const after = lastEventId(request.headers['last-event-id']) ?? request.query.after
    const { sealed } = await secrets.make()
    const streamId = ids.next()
    const listener = await storage.write(
      (tx) =>
        openListener(tx, context, { locationId, companyId, name, after, streamId, sealedSecret: sealed }),
      { locationId },
    )
    const gone = new AbortController()
    const events = eventStream({
      ...{ storage, sign, locationId, listener },
      start: { locationId, name, secret: secrets.reveal(listener.sealedSecret) },
      gone: gone.signal,
      findEnd: () => endOf(request, pipeline),
    })
    // The response takes the next event when the client has read the last one.
    const stream = Readable.from(events, { objectMode: false })
    stream.once('close', () => gone.abort())
    open.add(locationId, name, stream)
    return reply.send(stream)
  })

  pipeline.post(url, hidden(acknowledgeOperation), async (request) => {
    const { locationId = '' } = principalOf(request)
    const { name = defaultName, after } = request.body
    await storage.write((tx) => acknowledge(tx, { locationId, name, after }), { locationId })
    return { succeeded: true }
  })
}

/** What a client sends when it connects again. Anything else than the number of an event is ignored. */
function lastEventId(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

/** @returns why a stream has to end, if so. */
async function endOf(
  request: Pick<OperationRequest, 'server' | 'authenticate' | 'headers' | 'routeOptions'>,
  pipeline: Pipeline,
): Promise<StreamEnd | undefined> {
  if (pipeline.stopping.aborted || Connections.of(request.server.server).isEnding) return 'stopping'
  try {
    await requireLiveToken(request)
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return 'token refused'
    if (error instanceof StorageUnavailableError) return undefined
    throw error
  }
}
