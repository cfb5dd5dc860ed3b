import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnyRequest, Reply } from '../../http/messages.ts'
import { pathOf } from '../../http/request-origin.ts'
import type { Traffic } from '../../http/traffic.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { Storage } from '../../storage/storage.ts'
import { Exchange, isOfConsole, watchAnswer } from '../../traffic/exchange.ts'
import { type Identity, identify, noIdentity } from '../../traffic/identify.ts'
import type { Journal, StoredRequest } from '../../traffic/journal.ts'
import { bodyText, withoutSecrets, withoutTokens } from '../../traffic/recorded-text.ts'
import { refusalOfRequest } from '../../traffic/refusal.ts'
import type { Fault } from '../faults/fault.ts'
import type { Faults } from '../faults/faults.ts'
import { serveWithFault } from '../faults/serve-with-fault.ts'

export interface DevTrafficOptions {
  /** Answers a request for the control plane. @returns whether it is one. */
  control(raw: IncomingMessage, answer: ServerResponse): boolean
  storage: Pick<Storage, 'read'>
  faults: Faults
  journal: Journal
  clock: Clock
  ids: Ids
}

/** A property of the message: a WeakMap of messages costs the garbage collector a third of all requests. */
const ownExchange = Symbol('exchange')
type FollowedMessage = IncomingMessage & { [ownExchange]?: Exchange }

/** Lets faults happen to requests, and records them all. */
export class DevTraffic implements Traffic {
  readonly #options: DevTrafficOptions
  /** Records that wait to learn whose token they have. */
  readonly #pending = new Set<Promise<void>>()

  constructor(options: DevTrafficOptions) {
    this.#options = options
  }

  receive(raw: IncomingMessage, answer: ServerResponse, serve: () => void): void {
    const { control, faults, ids, clock } = this.#options
    if (control(raw, answer)) return
    if (isOfConsole(raw.url ?? '')) {
      serve()
      return
    }
    const exchange = new Exchange(raw, answer, { id: ids.uuid(), at: clock.now() })
    Object.assign(raw, { [ownExchange]: exchange })
    const path = pathOf(raw.url ?? '')
    // contactd's own paths are out of reach of faults.
    if (faults.count === 0 || /^\/_contactd(?:\/|$)/.test(path)) this.#serve(exchange, undefined, serve)
    else if (!faults.wantLocation) this.#serve(exchange, this.#faultOf(exchange, path, null), serve)
    else
      void this.#locationOf(raw).then((locationId) =>
        this.#serve(exchange, this.#faultOf(exchange, path, locationId), serve),
      )
  }

  follow(request: AnyRequest, reply: Pick<Reply, 'ignoredFields'>): undefined {
    const exchange = (request.raw as FollowedMessage)[ownExchange]
    if (exchange) Object.assign(exchange, { request, reply })
  }

  /** Resolves when every request that was answered is in the journal. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending)
  }

  #serve(exchange: Exchange, fault: Fault | undefined, serve: () => void): void {
    let isRecorded = false
    const record = (status: number | null) => {
      if (!isRecorded) this.#record(exchange, status)
      isRecorded = true
    }
    // The client may go before there is an answer.
    exchange.answer.once('close', () => record(null))
    if (fault === undefined) {
      watchAnswer(exchange, false, ({ send }) => {
        record(exchange.answer.statusCode)
        send()
      })
      serve()
      return
    }
    exchange.fault = fault.id
    const { faults, clock } = this.#options
    serveWithFault(exchange, fault.spec.effect, {
      serve,
      record,
      now: clock.now(),
      ended: faults.endOf(fault),
    })
  }

  #faultOf({ raw }: Exchange, path: string, locationId: string | null): Fault | undefined {
    return this.#options.faults.find({ method: raw.method ?? '', path, locationId })
  }

  async #locationOf({ headers, url = '' }: IncomingMessage): Promise<string | null> {
    const { locationId } = await identify(this.#options.storage, headers.authorization).catch(
      () => noIdentity,
    )
    return locationId ?? namedLocation(url, undefined)
  }

  #record(exchange: Exchange, status: number | null): void {
    const { request, raw, durationMs } = exchange
    const principal = request?.principal
    // Taken now: the answer may be gone when it is known whose token it was.
    const add = (identity: Identity) =>
      this.#options.journal.add(stored(exchange, { ...identity, status, durationMs }))
    if (principal) {
      const { kind, sourceId, grantId, locationId = null } = principal
      add({ token: kind === 'private' ? sourceId : (grantId ?? sourceId), locationId })
      return
    }
    if (raw.headers.authorization === undefined) {
      add(noIdentity)
      return
    }
    const identified = identify(this.#options.storage, raw.headers.authorization)
      .catch(() => noIdentity)
      .then(add)
      .finally(() => this.#pending.delete(identified))
    this.#pending.add(identified)
  }
}

/** The location that a path, a query or a body names. */
function namedLocation(url: string, body: unknown): string | null {
  if (!URL.canParse(url, 'http://localhost')) return null
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const inPath = /^\/locations\/([\w-]{20,64})(?:\/|$)/.exec(pathname)?.[1]
  const inBody =
    typeof body === 'object' && body !== null && 'locationId' in body ? body.locationId : undefined
  const named = inPath ?? searchParams.get('locationId') ?? inBody
  return typeof named === 'string' && named.length <= 64 ? named : null
}

const withoutTokensIn = (text: string | undefined) => text && withoutTokens(text)

/** The text of tokens and codes is never kept, nor that of the pages on which people sign in. */
const isOfOAuth = (path: string): boolean => /^(?:\/v2)?\/oauth(?:\/|$)|^\/_contactd\//.test(path)

function stored(
  exchange: Exchange,
  { status, durationMs, ...identity }: Identity & Pick<StoredRequest, 'status' | 'durationMs'>,
): StoredRequest {
  const { raw, request, fault } = exchange
  const url = raw.url ?? ''
  const path = pathOf(url)
  const [, query = ''] = /\?(.*)$/s.exec(url) ?? []
  const isHidden = isOfOAuth(path)
  const isText = /json|^text\//.test(exchange.contentType)
  const refusal =
    request && refusalOfRequest(request, { now: exchange.at, ignoredFields: exchange.reply?.ignoredFields })
  return {
    id: request?.id ?? exchange.id,
    at: exchange.at,
    method: raw.method ?? '',
    path: withoutTokens(path),
    ...(query !== '' && !isHidden && { query: withoutSecrets(query) }),
    status,
    durationMs,
    token: identity.token,
    locationId: identity.locationId ?? namedLocation(url, request?.body),
    requestBody: isHidden ? undefined : bodyText(request?.body),
    responseBody: isHidden || !isText ? undefined : withoutTokensIn(exchange.responseText),
    ...(refusal && { refusal: { ...refusal, reason: withoutTokens(refusal.reason) } }),
    ...(fault !== undefined && { fault }),
  }
}
