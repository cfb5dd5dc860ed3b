import { totalmem } from 'node:os'

/**
 * The size of the cache, at most a quarter of the machine's memory. The columns that queries use should fit: those of
 * 1,000,000 contacts with seven custom fields take 290 MB, and with half of that, five conditions took five times as long.
 */
export const columnCacheBytes: number = Math.min(384 * 1024 * 1024, totalmem() / 4)

/** A cache of columns, limited in bytes. It evicts the least recently used ones first. */
export class ColumnCache {
  readonly #entries = new Map<string, { value: object; bytes: number }>()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: string): object | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: object, bytes: number): void {
    this.#drop(key)
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0
    this.#entries.delete(key)
  }
}
