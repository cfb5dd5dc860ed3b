import { read } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { monotonicMs } from '../../lib/clock.ts'

/** The size of a read, and the memory that it takes. */
const bytesPerRead = 1024 * 1024
/** By then, the server has started and sent its first responses. */
const delayMs = 2000
const readAt = promisify(read)

export interface ReadAheadOptions {
  /** Of the file. It stays open until `close` has resolved. */
  descriptor: number
  /** The memory that the system could still give, in bytes. */
  freeBytes?: () => number
  delayMs?: number
}

/**
 * Reads a database file once after the start, so that the system has it in memory. After a restart of the machine, the
 * requests would otherwise read it page by page, which takes more CPU time than the rest of a get. It reads as much as
 * fits into half of the free memory, in the thread pool of Node.js, and pauses after each read for as long as the read
 * took, so requests get at least half of the disk and of the processor.
 */
export class ReadAhead {
  readonly #cancelled = new AbortController()
  /** The number of bytes read, once all is read or it was closed. */
  readonly ended: Promise<number>

  constructor(options: ReadAheadOptions) {
    this.ended = this.#read(options).catch(() => 0)
  }

  /** Ends after the current read. */
  async close(): Promise<void> {
    this.#cancelled.abort()
    await this.ended
  }

  async #read(options: ReadAheadOptions): Promise<number> {
    const { descriptor, freeBytes = () => process.availableMemory() } = options
    const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal: this.#cancelled.signal })
    await pause(options.delayMs ?? delayMs)
    const maxBytes = freeBytes() / 2
    const buffer = Buffer.allocUnsafeSlow(bytesPerRead)
    let total = 0
    // Ends at the end of the file, at the latest when the memory is used.
    while (total < maxBytes) {
      const startedAt = monotonicMs()
      const { bytesRead } = await readAt(descriptor, buffer, 0, bytesPerRead, total)
      total += bytesRead
      if (bytesRead === 0 || this.#cancelled.signal.aborted) break
      await pause(monotonicMs() - startedAt)
    }
    return total
  }
}
