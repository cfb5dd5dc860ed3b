import { ApiError } from '../http/api-error.ts'
import type { AnyRequest, Reply } from '../http/messages.ts'
import { otherPathWords } from '../http/path-words.ts'
import { isSafeName, safePath, safeSentences } from '../http/refusal-log.ts'
import { pathOf } from '../http/request-origin.ts'
import type { Traffic, TrafficEnd } from '../http/traffic.ts'
import type { Clock } from '../lib/clock.ts'
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

/** The most sentences of an error that are kept. */
const maxSentences = 20
const hidden = '…'

const noBodies = { requestBody: undefined, responseBody: undefined }

interface ServedTrafficOptions {
  journal: Journal
  activity: Pick<Activity, 'count'>
  clock: Clock
  /** Whether the bodies are kept, with masks in place of the values. */
  keepsBodies: boolean
}

/**
 * Records and counts the requests of locations, for `contactd serve`: those whose token is one of a location. Other
 * requests belong to no location, and could push out those of one.
 */
export class ServedTraffic implements Traffic {
  readonly #options: ServedTrafficOptions

  constructor(options: ServedTrafficOptions) {
    this.#options = options
  }

  follow(request: AnyRequest, reply: Pick<Reply, 'raw' | 'ignoredFields'>): TrafficEnd {
    const { clock, keepsBodies } = this.#options
    const at = clock.now()
    if (!keepsBodies) return (durationMs) => this.#record(request, reply, at, durationMs)
    const exchange = new Exchange(request.raw, reply.raw, { id: request.id, at })
    watchAnswer(exchange, false, ({ send }) => send())
    return (durationMs) => {
      const requestBody = request.body === undefined ? undefined : maskedText(request.body)
      const bodies = { requestBody, responseBody: maskedResponse(exchange, request) }
      this.#record(request, reply, at, durationMs, bodies)
    }
  }

  #record(
    request: AnyRequest,
    { raw: answer, ignoredFields }: Pick<Reply, 'raw' | 'ignoredFields'>,
    at: number,
    durationMs: number,
    bodies: Pick<StoredRequest, 'requestBody' | 'responseBody'> = noBodies,
  ): void {
    const { locationId, sourceId, grantId } = request.sender ?? {}
    if (sourceId === undefined || locationId === undefined || isOfConsole(request.url)) return
    const { journal, activity } = this.#options
    const status = answer.headersSent ? answer.statusCode : null
    activity.count(locationId, { status, durationMs })
    const refusal = refusalOfRequest(request, {
      now: at,
      ignoredFields: ignoredFields?.split(',').map(safeName).join(','),
      sentencesShown: (error) => shownSentences(request, error),
    })
    const recorded: StoredRequest = {
      id: request.id,
      at,
      method: request.method,
      path: shownPath(request, status),
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

/** What a client put in place of an id may be the name of a person. What was found by a part of the path is an id. */
function shownPath(request: AnyRequest, status: number | null): string {
  const isFound = status !== null && status < 400
  return isFound ? pathOf(request.url) : safePath(request.url, wordsOf(request))
}

const shownSentences = (request: AnyRequest, error: ApiError): string[] =>
  safeSentences(error, wordsOf(request), maxSentences)

/** The parts of the path that are the operation's own; without one, those that clients often guess. */
const wordsOf = ({ routeOptions: { url } }: AnyRequest): ReadonlySet<string> =>
  new Set(url === undefined ? otherPathWords : url.split('/').filter((part) => !part.startsWith(':')))

const safeName = (name: string): string => (isSafeName(name) ? name : hidden)

function maskedResponse({ contentType, responseText }: Exchange, request: AnyRequest): string | undefined {
  if (!/json/.test(contentType) || responseText === undefined) return undefined
  try {
    return maskedText(JSON.parse(responseText), shownWords(request))
  } catch {
    // Cut off.
    return undefined
  }
}

/** What the response of a refused request says. */
function shownWords(request: AnyRequest): Record<string, unknown> {
  const { refusedWith: error } = request
  if (!(error instanceof ApiError)) return {}
  const { message, error: kind } = error.body
  const sentences = shownSentences(request, error)
  const [said] = sentences
  if (message === undefined) return { error: said }
  return { message: Array.isArray(message) ? sentences : said, ...(kind !== undefined && { error: kind }) }
}
