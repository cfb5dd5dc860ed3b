import { StorageUnavailableError } from '../../storage/storage.ts'
import { IndexBehindError } from '../index-behind-error.ts'
import type { Failure } from './messages.ts'

interface Waiting {
  resolve: (result: unknown) => void
  reject: (error: unknown) => void
}

/** Calls to another thread that wait for their results. */
export class PendingCalls {
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0

  /** @param send sends the call with the number that identifies its result. */
  call<Result>(send: (id: number) => void): Promise<Result> {
    return new Promise<unknown>((resolve, reject) => {
      this.#lastId += 1
      this.#waiting.set(this.#lastId, { resolve, reject })
      send(this.#lastId)
    }) as Promise<Result>
  }

  get count(): number {
    return this.#waiting.size
  }

  succeed(id: number, result: unknown): void {
    this.#ingestedTo(id)?.resolve(result)
  }

  fail(id: number, failure: Failure): void {
    this.#ingestedTo(id)?.reject(errorOf(failure))
  }

  failAll(error: Error): void {
    for (const id of [...this.#waiting.keys()]) this.#ingestedTo(id)?.reject(error)
  }

  #ingestedTo(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }
}

const errorClasses = {
  behind: IndexBehindError,
  unavailable: StorageUnavailableError,
  other: Error,
} as const satisfies Record<Failure['kind'], new (message: string) => Error>

const errorOf = ({ message, kind }: Failure) => new errorClasses[kind](message)

export const failureOf = (error: unknown): Failure => ({
  message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  kind: kindOf(error),
})

function kindOf(error: unknown): Failure['kind'] {
  if (error instanceof IndexBehindError) return 'behind'
  return error instanceof StorageUnavailableError ? 'unavailable' : 'other'
}
