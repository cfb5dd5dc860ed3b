import { isIPv6 } from 'node:net'
import { BoundedCache } from '../lib/bounded-cache.ts'
import type { Clock } from '../lib/clock.ts'

/** How many attempts may fail before one has to wait. */
export const freeAttempts = 5
/** After this long without a failure, or after the last wait, all is forgotten. */
const rememberedMs = 15 * 60 * 1000
const firstWaitMs = 30 * 1000
const longestWaitMs = 15 * 60 * 1000
/** For an email the wait is short: whoever knows one could else keep its owner out. */
const longestEmailWaitMs = 60 * 1000
/** More emails, or addresses, than this are not remembered at once. */
const maxRemembered = 10_000

interface Failures {
  count: number
  /** Milliseconds since 1970. */
  waitUntil: number
  forgetAt: number
}

/** What an attempt is counted for. */
export interface Attempt {
  /** In lower case; one that nobody has is counted like any other. */
  email: string
  /** The address of the client. */
  address: string
}

/**
 * Slows down whoever guesses passwords: after five failures in 15 minutes for one email, or from one
 * address, each further one doubles the wait, from 30 seconds to 15 minutes; for an email to one. It lives in memory, and begins
 * anew with the process.
 */
export class SignInThrottle {
  readonly #clock: Clock
  readonly #emails = new BoundedCache<string, Failures>(maxRemembered)
  readonly #addresses = new BoundedCache<string, Failures>(maxRemembered)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Counts an attempt as failed, before it is known how it ends: many at once get no further than many in a
   * row. One that is refused is not counted.
   * @returns how many milliseconds it has to wait; 0 where it may go on.
   */
  begin({ email, address }: Attempt): number {
    const now = this.#clock.now()
    const network = networkOf(address)
    const waitUntil = Math.max(
      this.#of(this.#emails, email).waitUntil,
      this.#of(this.#addresses, network).waitUntil,
    )
    if (waitUntil > now) return waitUntil - now
    this.#count(this.#emails, email, 1)
    this.#count(this.#addresses, network, 1)
    return 0
  }

  /** The attempt was none to be counted: the email begins anew, and the address has failed once less. */
  succeed({ email, address }: Attempt): void {
    this.#emails.set(email, nothing)
    this.#count(this.#addresses, networkOf(address), -1)
  }

  #of(failures: BoundedCache<string, Failures>, key: string): Failures {
    const known = failures.get(key)
    return known && known.forgetAt > this.#clock.now() ? known : nothing
  }

  #count(failures: BoundedCache<string, Failures>, key: string, by: 1 | -1): void {
    const now = this.#clock.now()
    const count = Math.max(0, this.#of(failures, key).count + by)
    const doublings = count - freeAttempts
    const longestMs = failures === this.#emails ? longestEmailWaitMs : longestWaitMs
    const waitMs = doublings < 0 ? 0 : Math.min(firstWaitMs * 2 ** doublings, longestMs)
    failures.set(key, { count, waitUntil: now + waitMs, forgetAt: now + waitMs + rememberedMs })
  }
}

const nothing: Failures = { count: 0, waitUntil: 0, forgetAt: 0 }

/** An IPv4 address; of an IPv6 address its first 64 bits: the others are the client's own to choose. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return plain
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = plain.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  // An IPv4 address at the end stands for two groups.
  const missing = 8 - left.length - right.length - (plain.includes('.') ? 1 : 0)
  const groups = tail === undefined ? left : [...left, ...Array<string>(missing).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
