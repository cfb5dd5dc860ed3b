import type { AnyRequest, Reply } from '../http/messages.ts'
import { pathOf } from '../http/request-origin.ts'
import type { Traffic } from '../http/traffic.ts'
import { type Clock, monotonicMs } from '../lib/clock.ts'
import type { Activity } from './activity/activity.ts'
import { Exchange, isOfConsole, watchAnswer } from './exchange.ts'
import type { Journal, StoredRequest } from './journal.ts'
import { maskedText } from './masked-text.ts'
import { refusalOfRequest } from './refusal.ts'

/**
 * What a server keeps of requests: fewer than one for development. What is forgotten soon costs the garbage collector
 * little: with 1,000 of a location, each request takes several per cent longer.
 */
export const servedLimits = { maxOfLocation: 250, maxRequests: 20_000, maxLength: 16 * 1024 * 1024 }

const noBodies = { requestBody: undefined, responseBody: undefined }

interface ServedTrafficOptions {
  journal: Journal
  activity: Pick<Activity, 'count'>
  clock: Clock
  /** Whether the bodies are kept, with masks in place of the values. */
  keepsBodies: boolean
}

/**
 * Records and counts the requests of locations, for `contactd serve`: those whose token is one of a location. What
 * others send is nobody's, and could push out the requests of a location.
 */
export class ServedTraffic implements Traffic {
  readonly #options: ServedTrafficOptions

  constructor(options: ServedTrafficOptions) {
    this.#options = options
  }

  follow(request: AnyRequest, reply: Pick<Reply, 'raw' | 'ignoredFields'>): void {
    const answer = reply.raw
    const { clock, keepsBodies } = this.#options
    const at = clock.now()
    if (!keepsBodies) {
      const startedAt = monotonicMs()
      answer.on('close', () => this.#record(request, reply, at, monotonicMs() - startedAt))
      return
    }
    const exchange = new Exchange(request.raw, answer, { id: request.id, at })
    watchAnswer(exchange, false, ({ send }) => send())
    answer.on('close', () => {
      const requestBody = request.body === undefined ? undefined : maskedText(request.body)
      const bodies = { requestBody, responseBody: maskedResponse(exchange) }
      this.#record(request, reply, at, exchange.durationMs, bodies)
    })
  }

  #record(
    request: AnyRequest,
    { raw: answer, ignoredFields }: Pick<Reply, 'raw' | 'ignoredFields'>,
    at: number,
    durationMs: number,
    bodies: Pick<StoredRequest, 'requestBody' | 'responseBody'> = noBodies,
  ): void {
    const { locationId, sourceId, grantId } = request.principal ?? {}
    if (sourceId === undefined || locationId === undefined || isOfConsole(request.url)) return
    const { journal, activity } = this.#options
    const status = answer.headersSent ? answer.statusCode : null
    activity.count(locationId, { status, durationMs })
    const refusal = refusalOfRequest(request, { now: at, ignoredFields })
    const recorded: StoredRequest = {
      id: request.id,
      at,
      method: request.method,
      path: pathOf(request.url),
      status,
      durationMs: Math.round(durationMs * 100) / 100,
      token: grantId ?? sourceId,
      locationId,
      requestBody: bodies.requestBody,
      responseBody: bodies.responseBody,
    }
    if (refusal) recorded.refusal = refusal
    journal.add(recorded)
  }
}

function maskedResponse({ contentType, responseText }: Exchange): string | undefined {
  if (!/json/.test(contentType) || responseText === undefined) return undefined
  try {
    return maskedText(JSON.parse(responseText))
  } catch {
    // Cut off.
    return undefined
  }
}
