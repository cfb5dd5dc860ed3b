import { setTimeout as sleep } from 'node:timers/promises'
import { HttpClient } from './http-client.ts'
import type { Arrival } from './webhook-receiver.ts'

const takenTimeoutMs = 60_000

interface Address {
  url: string
  token: string
}

export interface CountedOptions {
  locationId: string
  /** How many. */
  contacts: number
  /** Whether updates may be refused now: they are left out, then. */
  mayRefuse?(): boolean
}

/**
 * Updates that count up in the field `city` of contacts, each after the response to the last one of its contact, and
 * what webhooks must have received of them.
 */
export class CountedUpdates {
  /** By contact: the counts that were acknowledged. */
  readonly #acknowledged = new Map<string, number[]>()
  readonly #counts = new Map<string, number>()
  #isOver = false
  #total = 0

  /** The acknowledged updates. */
  get total(): number {
    return this.#total
  }

  /** Ends all runs after their current update. */
  end(): void {
    this.#isOver = true
  }

  /**
   * Creates contacts at a server and updates them in turns.
   * A connection that breaks is replaced, and its update left out.
   * @param node where; asked before each connection, because a server may have been replaced.
   * @throws Error for a refused update unless it may be refused.
   */
  async run(
    node: () => Address,
    { locationId, contacts, mayRefuse = () => false }: CountedOptions,
  ): Promise<void> {
    const ids: string[] = []
    let client = new HttpClient(node())
    while (!this.#isOver) {
      try {
        if (ids.length < contacts) {
          const reply = await client.call('POST', '/contacts/', { locationId, firstName: 'Counted' })
          if (reply.status === 201) ids.push(reply.body.contact.id)
          else if (!mayRefuse()) throw new Error(`A contact was refused with ${reply.status}: ${reply.text}`)
        } else for (const id of ids) if (!this.#isOver) await this.#update(client, id, mayRefuse)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error
        client.close()
        await sleep(20)
        client = new HttpClient(node())
      }
    }
    client.close()
  }

  async #update(client: HttpClient, id: string, mayRefuse: () => boolean): Promise<void> {
    const count = (this.#counts.get(id) ?? 0) + 1
    this.#counts.set(id, count)
    const { status, text } = await client.call('PUT', `/contacts/${id}`, { city: `${count}` })
    if (status === 200) {
      this.#total += 1
      const acknowledged = this.#acknowledged.get(id)
      if (acknowledged) acknowledged.push(count)
      else this.#acknowledged.set(id, [count])
    } else if (!mayRefuse()) throw new Error(`An update was refused with ${status}: ${text}`)
    else await sleep(20)
  }

  /**
   * Waits until the events of all acknowledged updates were taken.
   * @throws Error that names those missing after a minute: a lease, a pause after an error and a retry come one after the other.
   */
  async untilTaken(arrivals: readonly Arrival[]): Promise<void> {
    const giveUpAt = performance.now() + takenTimeoutMs
    for (;;) {
      const missing = this.#missing(arrivals)
      if (missing.length === 0) return
      if (performance.now() > giveUpAt)
        throw new Error(`${missing.length} events did not arrive: ${missing.slice(0, 20).join(', ')}`)
      await sleep(100)
    }
  }

  /** The acknowledged updates whose events have not arrived, or not with success. */
  #missing(arrivals: readonly Arrival[]): string[] {
    const arrived = new Set(
      arrivals.filter(({ status }) => status === 200).map(({ id, city }) => `${id} ${city}`),
    )
    const missing: string[] = []
    for (const [id, counts] of this.#acknowledged)
      for (const count of counts) if (!arrived.has(`${id} ${count}`)) missing.push(`${id} ${count}`)
    return missing
  }

  /** Where the first arrivals of the events of a contact are not in the order of their commits, or the first successes. */
  disorder(arrivals: readonly Arrival[]): string[] {
    const isTaken = ({ status }: Arrival) => status === 200
    return [
      ...outOfOrder(arrivals).map((text) => `arrived: ${text}`),
      ...outOfOrder(arrivals.filter(isTaken)).map((text) => `taken: ${text}`),
    ]
  }
}

function outOfOrder(arrivals: readonly Arrival[]): string[] {
  const seen = new Set<string>()
  const last = new Map<string, number>()
  const problems: string[] = []
  for (const { eventId, id, city } of arrivals) {
    if (seen.has(eventId)) continue
    seen.add(eventId)
    const before = last.get(id) ?? 0
    if (Number(city) <= before) problems.push(`${id}: ${city} after ${before}`)
    last.set(id, Math.max(before, Number(city)))
  }
  return problems
}
