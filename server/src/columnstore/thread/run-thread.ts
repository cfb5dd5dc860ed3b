import { parentPort, workerData } from 'node:worker_threads'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { openReader } from '../../storage/open-storage.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { IndexWrites } from '../index-writes.ts'
import { LocalColumnStores, type WritesOf } from '../local-column-stores.ts'
import { slicesDone } from '../scan/query-budget.ts'
import { ColumnCache, columnCacheBytes } from '../segments/column-cache.ts'
import type { Sources } from '../source.ts'
import type { FromStoreThread, IndexWrite, StoreThreadData, ToStoreThread } from './messages.ts'
import { failureOf, PendingCalls } from './pending-calls.ts'

/**
 * The body of the thread that `ThreadedColumnStore` starts, so no other request waits for a long query. It reads through
 * its own connection, and lets the storage's thread write.
 */
export async function runStoreThread<Shapes>(sources: Sources<Shapes>): Promise<void> {
  const data: StoreThreadData = workerData
  const reader = await openReader({ ...data, clock })
  if (reader === undefined || parentPort === null) throw new Error('The search thread has nothing to read.')
  const port = parentPort
  let reads = 0
  const storage: Pick<StorageReader, 'read'> = {
    read: async (fn, scope) => {
      const result = await reader.read(fn, scope)
      reads += 1
      return result
    },
  }
  /** @param transferred is moved to the other thread, not copied. */
  const send = (message: FromStoreThread, transferred: ArrayBuffer[] = []) =>
    port.postMessage(message, transferred)

  const calls = new PendingCalls()
  const writesOf = (name: string): IndexWrites => {
    const write = <Result>(call: IndexWrite) =>
      calls.call<Result>((id) => send({ kind: 'write', id, name, call }))
    return {
      insertColumns: (...args) => write({ method: 'insertColumns', args }),
      commitVersion: (...args) => write({ method: 'commitVersion', args }),
      deleteColumns: (...args) => write({ method: 'deleteColumns', args }),
      deleteChanges: (...args) => write({ method: 'deleteChanges', args }),
      deleteOrphanedColumns: (...args) => write({ method: 'deleteOrphanedColumns', args }),
    }
  }
  const names = Object.keys(sources)
  const writes = Object.fromEntries(names.map((name) => [name, writesOf(name)])) as WritesOf<Shapes>
  const warn = (error: unknown, what: string) => send({ kind: 'warning', failure: failureOf(error), what })
  const cache = new ColumnCache(columnCacheBytes)
  const stores = new LocalColumnStores({ storage, sources, writes, clock, ids, cache, warn })
  /** The running queries, by number. */
  const queries = new Map<number, AbortController>()

  const find = async ({ id, name, query, shape }: Extract<ToStoreThread<Shapes>, { kind: 'find' }>) => {
    const cancelled = new AbortController()
    queries.set(id, cancelled)
    try {
      const result = await stores.find(name, query, shape, cancelled.signal)
      const transferred = result.rows.map((piece) => piece.buffer)
      send({ kind: 'found', id, result }, transferred)
    } catch (error) {
      send({ kind: 'not-found', id, failure: failureOf(error) })
    } finally {
      queries.delete(id)
    }
  }

  port.on('message', async (message: ToStoreThread<Shapes>) => {
    switch (message.kind) {
      case 'find':
        await find(message)
        break
      case 'cancel':
        queries.get(message.id)?.abort()
        break
      case 'ping':
        send({ kind: 'pong', steps: reads + slicesDone() })
        break
      case 'written':
        calls.succeed(message.id, message.result)
        break
      case 'not-written':
        calls.fail(message.id, message.failure)
        break
      case 'close':
        await stores.close()
        await reader.close()
        port.close()
    }
  })
}
