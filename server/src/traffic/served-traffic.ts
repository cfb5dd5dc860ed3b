import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnyRequest } from '../http/messages.ts'
import { pathOf } from '../http/request-origin.ts'
import type { Traffic } from '../http/traffic.ts'
import type { Clock } from '../lib/clock.ts'
import type { Activity } from './activity/activity.ts'
import { Exchange, isOfConsole, watchAnswer } from './exchange.ts'
import type { Journal } from './journal.ts'
import { maskedText } from './masked-text.ts'
import { withoutTokens } from './recorded-text.ts'
import { refusalOfRequest } from './refusal.ts'

/** What a server keeps of requests: fewer than one for development. */
export const servedLimits = { maxRequests: 20_000, maxLength: 16 * 1024 * 1024 }

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
  readonly #exchanges = new WeakMap<IncomingMessage, Exchange>()

  constructor(options: ServedTrafficOptions) {
    this.#options = options
  }

  receive(raw: IncomingMessage, answer: ServerResponse, serve: () => void): void {
    const { clock, keepsBodies } = this.#options
    const exchange = new Exchange(raw, answer, { id: '', at: clock.now() })
    this.#exchanges.set(raw, exchange)
    answer.once('close', () => this.#record(exchange))
    if (keepsBodies) watchAnswer(exchange, false, ({ send }) => send())
    serve()
  }

  follow(request: AnyRequest): void {
    const exchange = this.#exchanges.get(request.raw)
    if (exchange) exchange.request = request
  }

  #record(exchange: Exchange): void {
    const { request, raw, answer, durationMs, at } = exchange
    const { locationId, sourceId, grantId } = request?.principal ?? {}
    if (request === undefined || sourceId === undefined || locationId === undefined) return
    if (isOfConsole(raw.url ?? '')) return
    const { journal, activity, keepsBodies } = this.#options
    const status = answer.headersSent ? answer.statusCode : null
    activity.count(locationId, { status, durationMs })
    const refusal = refusalOfRequest(request, { now: at, ignoredFields: exchange.ignoredFields })
    journal.add({
      id: request.id,
      at,
      method: raw.method ?? '',
      path: withoutTokens(pathOf(raw.url ?? '')),
      status,
      durationMs,
      token: grantId ?? sourceId,
      locationId,
      requestBody: keepsBodies && request.body !== undefined ? maskedText(request.body) : undefined,
      responseBody: keepsBodies ? maskedResponse(exchange) : undefined,
      ...(refusal && { refusal }),
    })
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
