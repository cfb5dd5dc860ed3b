import type { RecordedRequest } from './recorded-request.ts'

/** The most requests of a location; the oldest go first. */
const maxOfLocation = 1_000
/** The most requests of all locations, and the most characters in their texts. */
const maxRequests = 100_000
const maxLength = 64 * 1024 * 1024
/** The most listeners at a time. */
export const maxListeners = 100

/** A request with its bodies as JSON. */
export type StoredRequest = Omit<RecordedRequest, 'requestBody' | 'responseBody'> & {
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
  #last = 0
  #length = 0

  add(request: StoredRequest): void {
    const number = ++this.#last
    const locationId = request.locationId ?? ''
    const numbers = this.#ofLocation.get(locationId) ?? []
    this.#ofLocation.set(locationId, numbers)
    numbers.push(number)
    this.#requests.set(number, request)
    this.#length += lengthOf(request)
    if (numbers.length > maxOfLocation) this.#remove(numbers[0])
    while (this.#requests.size > maxRequests || this.#length > maxLength)
      this.#remove(this.#requests.keys().next().value)
    for (const listener of this.#listeners) listener(request)
  }

  /** The newest first. */
  list(filter: RequestFilter, limit: number): RecordedRequest[] {
    const found: StoredRequest[] = []
    for (const request of [...this.#requests.values()].reverse()) {
      if (found.length === limit) break
      if (filter(request)) found.push(request)
    }
    return found.map(requestView)
  }

  /** @param filter which to forget; all by default. */
  clear(filter?: RequestFilter): void {
    if (filter === undefined) {
      this.#requests.clear()
      this.#ofLocation.clear()
      this.#length = 0
      return
    }
    for (const [number, request] of [...this.#requests]) if (filter(request)) this.#remove(number)
  }

  /** @returns ends it; undefined if there are too many listeners. */
  listen(listener: (request: StoredRequest) => void): (() => void) | undefined {
    if (this.#listeners.size >= maxListeners) return undefined
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #remove(number: number | undefined): void {
    const request = number === undefined ? undefined : this.#requests.get(number)
    if (number === undefined || request === undefined) return
    this.#requests.delete(number)
    this.#length -= lengthOf(request)
    const locationId = request.locationId ?? ''
    const left = (this.#ofLocation.get(locationId) ?? []).filter((other) => other !== number)
    if (left.length > 0) this.#ofLocation.set(locationId, left)
    else this.#ofLocation.delete(locationId)
  }
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
