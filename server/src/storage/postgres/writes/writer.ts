import type { WriteScope, WriteTx } from '../../storage.ts'

/** Executes the writes of a node, as `Storage.write` specifies. */
export interface Writer {
  write<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T>
  /** Accepts no more writes, waits for the queued ones, and closes its connections. */
  close(): Promise<void>
}
