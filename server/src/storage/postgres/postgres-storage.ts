import type { Clock } from '../../lib/clock.ts'
import type { ReadTx, Storage, WriteScope, WriteTx } from '../storage.ts'
import { readChangeStamp } from './change-stamp.ts'
import { PostgresWriter, type WriterLimits, writerLimits } from './postgres-writer.ts'
import { ReadBatches } from './read-batches.ts'
import type { Session } from './session.ts'

export interface PostgresStorageOptions {
  writer: Session
  readers: readonly Session[]
  clock: Clock
  limits?: WriterLimits
}

/** The engine for many nodes: one connection of each writes, in groups, and a few read. */
export class PostgresStorage implements Storage {
  readonly #writer: PostgresWriter
  readonly #readers: readonly Session[]
  readonly #reads: ReadBatches
  #closing: Promise<void> | undefined

  constructor({ writer, readers, clock, limits = writerLimits }: PostgresStorageOptions) {
    this.#writer = new PostgresWriter(writer, clock, limits)
    this.#readers = readers
    this.#reads = new ReadBatches(readers)
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>): Promise<T> {
    return fn(this.#reads)
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>, scope?: WriteScope): Promise<T> {
    return this.#writer.write(fn, scope)
  }

  /** Asked in one statement by all who ask in one turn of the event loop. */
  async changeStamp(): Promise<number> {
    return (await this.#reads.get(readChangeStamp, {}))?.value ?? 0
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#writer.close()
    await Promise.all(this.#readers.map((session) => session.close()))
  }
}
