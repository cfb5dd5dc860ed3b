import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../../lib/clock.ts'
import type { StreamEnd, StreamedDelivery, StreamStart } from '../../webhooks/listeners/event-stream.ts'
import { Failure } from '../failure.ts'
import type { DatabaseOptions } from '../options.ts'
import { print, say } from '../output.ts'
import { stopSignal } from '../serve/stop-signal.ts'
import { tokenOfEnvironment } from '../server-token.ts'
import { deliveryLine } from './delivery-line.ts'
import { ConnectionError, eventsOf } from './event-source.ts'
import { forwardDelivery } from './forward-delivery.ts'
import { makeOwnToken, type OwnToken } from './own-token.ts'

/** The options of `contactd webhook listen`. */
export interface ListenOptions extends DatabaseOptions {
  location?: string
  forwardTo?: string
  name?: string
  /** The origin of the server. */
  url: string
  json?: boolean
}

const leastPauseMs = 500
const mostPauseMs = 10_000
/** How often the server is told which events have come. */
const acknowledgeMs = 5_000
const acknowledgeTimeoutMs = 3_000

/**
 * Prints the events of a location, and forwards them, until a signal. Connects again if the connection ends.
 * @throws Failure if there is no server, or it refuses the token.
 */
export async function listen(options: ListenOptions): Promise<void> {
  const stopping = new AbortController()
  void stopSignal().then(() => stopping.abort())
  await listenUntil(options, stopping.signal)
}

/** The same, until the signal aborts. @throws Failure */
export async function listenUntil(options: ListenOptions, stopping: AbortSignal): Promise<void> {
  const token = tokenOfEnvironment()
  const own = token === undefined ? await makeOwnToken(options, options.location) : undefined
  const listener = new Listener(options, token ?? (own as OwnToken).token, stopping)
  try {
    await listener.run()
  } finally {
    await listener.acknowledge()
    await own?.revoke()
  }
}

class Listener {
  readonly #options: ListenOptions
  readonly #url: string
  readonly #authorization: string
  readonly #name: string
  readonly #stopping: AbortSignal
  /** The last event that was printed. */
  #after: string | undefined
  #acknowledged: string | undefined
  #acknowledgedAt = monotonicMs()
  #hasStarted = false
  #pauseMs = leastPauseMs

  constructor(options: ListenOptions, token: string, stopping: AbortSignal) {
    this.#options = options
    this.#url = `${options.url}/_contactd/webhooks/stream`
    this.#authorization = `Bearer ${token}`
    this.#name = options.name ?? nameOf(options.forwardTo)
    this.#stopping = stopping
  }

  async run(): Promise<void> {
    while (!this.#stopping.aborted) {
      const reason = await this.#connect()
      if (this.#stopping.aborted) return
      say(`contactd: ${reason}: connecting again in ${this.#pauseMs / 1000} s`)
      await sleep(this.#pauseMs, undefined, { signal: this.#stopping }).catch(() => undefined)
      this.#pauseMs = Math.min(this.#pauseMs * 2, mostPauseMs)
    }
  }

  /** Tells the server which events have come, so that it does not send them again after a restart. */
  async acknowledge(): Promise<void> {
    const after = this.#after
    if (after === undefined || after === this.#acknowledged) return
    this.#acknowledgedAt = monotonicMs()
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { authorization: this.#authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ name: this.#name, after: Number(after) }),
        signal: AbortSignal.timeout(acknowledgeTimeoutMs),
      })
      await response.body?.cancel()
      if (response.ok) this.#acknowledged = after
    } catch {
      // The next connection says it.
    }
  }

  /** @returns why the connection ended. @throws Failure */
  async #connect(): Promise<string> {
    const headers = {
      authorization: this.#authorization,
      accept: 'text/event-stream',
      ...(this.#after !== undefined && { 'last-event-id': this.#after }),
    }
    try {
      const url = `${this.#url}?name=${this.#name}`
      for await (const { event, id, data } of eventsOf({ url, headers, signal: this.#stopping })) {
        if (event === 'listening') this.#start(JSON.parse(data) as StreamStart)
        else if (event === 'end') return reasonToGoOn((JSON.parse(data) as { reason: StreamEnd }).reason)
        else if (event === 'delivery') await this.#deliver(JSON.parse(data) as StreamedDelivery, id)
        if (this.#stopping.aborted) break
      }
      return 'the server ended the connection'
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
      if (!this.#hasStarted && !this.#stopping.aborted)
        throw new Failure(
          `${this.#options.url} could not be reached (${error.message}): start \`contactd serve\`, or name the server with --url.`,
        )
      return `the connection failed (${error.message})`
    }
  }

  #start({ locationId, secret }: StreamStart): void {
    const { location, forwardTo } = this.#options
    if (location !== undefined && location !== locationId)
      throw new Failure(`The token is one of the location ${locationId}, not of ${location}.`)
    this.#pauseMs = leastPauseMs
    if (this.#hasStarted) say('contactd: connected again')
    else {
      say(`Listening to the events of the location ${locationId}.`)
      if (forwardTo !== undefined) {
        say(`They are signed by the secret ${secret}`)
        say(
          'Start your program with this secret: it is not that of a webhook. The example takes it as WEBHOOK_SECRET.',
        )
      }
    }
    this.#hasStarted = true
  }

  async #deliver(delivery: StreamedDelivery, id: string | undefined): Promise<void> {
    const { forwardTo, json } = this.#options
    const forwarded =
      forwardTo === undefined ? undefined : await forwardDelivery(forwardTo, delivery, this.#stopping)
    // One that was interrupted comes again.
    if (this.#stopping.aborted && forwardTo !== undefined) return
    if (json) {
      print(`${delivery.body}\n`)
      if (forwarded !== undefined) say(`→ ${forwarded}`)
    } else print(`${deliveryLine(delivery, forwarded)}\n`)
    this.#after = id
    if (monotonicMs() - this.#acknowledgedAt >= acknowledgeMs) await this.acknowledge()
  }
}

/** Each URL has its own place in the events. */
const nameOf = (forwardTo: string | undefined): string =>
  forwardTo === undefined
    ? 'terminal'
    : `forward-${createHash('sha256').update(forwardTo).digest('hex').slice(0, 16)}`

/** @throws Failure if connecting again would not help. */
function reasonToGoOn(reason: StreamEnd): string {
  if (reason === 'taken over')
    throw new Failure('Another listener has taken over. Start one of them with another --name.')
  if (reason === 'token refused') throw new Failure('The server no longer takes the token.')
  return reason === 'stopping' ? 'the server is stopping' : 'the server has new data'
}
