import type { RecordedRequest } from './recorded-request.ts'

/** The oldest requests go first. */
interface JournalLimits {
  /** The most requests of a location. */
  maxOfLocation: number
  /** The most requests of all locations, and the most characters in their texts. */
  maxRequests: number
  maxLength: number
}

const defaultLimits: JournalLimits = {
  maxOfLocation: 1_000,
  maxRequests: 100_000,
  maxLength: 64 * 1024 * 1024,
}
/** The most listeners at a time. */
export const maxListeners = 100

/** A request with its bodies as JSON, and its time in milliseconds since 1970. */
export type StoredRequest = Omit<RecordedRequest, 'at' | 'requestBody' | 'responseBody'> & {
  at: number
  requestBody: string | undefined
  responseBody: string | undefined
}

export type RequestFilter = (request: StoredRequest) => boolean

/** The latest requests. */
export class Journal {
  /** By their numbers, the oldest first. */
  readonly #requests = new Map<number, StoredRequest>()
  /** The numbers of each location's requests, the oldest first. */
  readonly #ofLocation = new Map<string, number[]>()
  readonly #listeners = new Set<(request: StoredRequest) => void>()
  readonly #limits: JournalLimits
  #last = 0
  #length = 0

  constructor(limits: JournalLimits = defaultLimits) {
    this.#limits = limits
  }

  add(request: StoredRequest): void {
    this.#keep(request)
    for (const listener of this.#listeners) listener(request)
  }

  #keep(request: StoredRequest): void {
    const number = ++this.#last
    const locationId = request.locationId ?? ''
    const numbers = this.#ofLocation.get(locationId) ?? []
    this.#ofLocation.set(locationId, numbers)
    numbers.push(number)
    this.#requests.set(number, request)
    this.#length += lengthOf(request)
    const { maxOfLocation, maxRequests, maxLength } = this.#limits
    if (numbers.length > maxOfLocation) this.#removeOldest(numbers, locationId)
    while (this.#requests.size > maxRequests || this.#length > maxLength) this.#removeOldestOfAll()
  }

  /** The newest first. */
  list(filter: RequestFilter, limit: number): RecordedRequest[] {
    return newest([...this.#requests.values()], filter, limit)
  }

  /** The same of one location. */
  listOf(locationId: string, filter: RequestFilter, limit: number): RecordedRequest[] {
    return newest(this.storedOf(locationId), filter, limit)
  }

  /** All of one location, the oldest first. */
  storedOf(locationId: string): StoredRequest[] {
    const numbers = this.#ofLocation.get(locationId) ?? []
    return numbers.flatMap((number) => this.#requests.get(number) ?? [])
  }

  /** @param filter which to forget; all by default. */
  clear(filter?: RequestFilter): void {
    if (filter === undefined) {
      this.#requests.clear()
      this.#ofLocation.clear()
      this.#length = 0
      return
    }
    const kept = [...this.#requests.values()].filter((request) => !filter(request))
    this.clear()
    for (const request of kept) this.#keep(request)
  }

  /** @returns ends it; undefined if there are too many listeners. */
  listen(listener: (request: StoredRequest) => void): (() => void) | undefined {
    if (this.#listeners.size >= maxListeners) return undefined
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #removeOldestOfAll(): void {
    const [oldest] = this.#requests.values()
    const locationId = oldest?.locationId ?? ''
    this.#removeOldest(this.#ofLocation.get(locationId) ?? [], locationId)
  }

  /** @param numbers those of the location. */
  #removeOldest(numbers: number[], locationId: string): void {
    const number = numbers.shift() ?? 0
    if (numbers.length === 0) this.#ofLocation.delete(locationId)
    const request = this.#requests.get(number)
    if (request) this.#length -= lengthOf(request)
    this.#requests.delete(number)
  }
}

function newest(requests: readonly StoredRequest[], filter: RequestFilter, limit: number): RecordedRequest[] {
  const found: StoredRequest[] = []
  for (const request of requests.toReversed()) {
    if (found.length === limit) break
    if (filter(request)) found.push(request)
  }
  return found.map(requestView)
}

const lengthOf = ({
  requestBody = '',
  responseBody = '',
  path,
  query = '',
  refusal,
}: StoredRequest): number =>
  requestBody.length + responseBody.length + path.length + query.length + (refusal?.reason.length ?? 0)

/** A request as the control plane returns it. A response that is not JSON is text. */
export const requestView = ({ refusal, fault, ...request }: StoredRequest): RecordedRequest => ({
  ...request,
  at: new Date(request.at).toISOString(),
  requestBody: parsed(request.requestBody),
  responseBody: parsed(request.responseBody),
  ...(refusal && { refusal }),
  ...(fault !== undefined && { fault }),
})

function parsed(text: string | undefined): unknown {
  if (text === undefined) return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
