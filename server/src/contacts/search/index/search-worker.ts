import { parentPort, workerData } from 'node:worker_threads'
import { systemClock as clock } from '../../../lib/clock.ts'
import { randomIds as ids } from '../../../lib/ids.ts'
import { openReader } from '../../../storage/open-storage.ts'
import { ColumnCache, columnCacheBytes } from './column-cache.ts'
import type { IndexWrites } from './index-writes.ts'
import { SearchEngine } from './search-engine.ts'
import { failureOf, ThreadCalls } from './thread-calls.ts'
import type { FromSearchThread, IndexWrite, SearchThreadData, ToSearchThread } from './thread-messages.ts'

/**
 * The thread that searches: what a search takes, however long, no other request waits for. It reads by a
 * connection of its own, and asks the thread of the storage for what it wants written.
 */
const data: SearchThreadData = workerData
const storage = openReader({ ...data, clock })
if (storage === undefined || parentPort === null) throw new Error('The search thread has nothing to read.')
const port = parentPort
const send = (message: FromSearchThread) => port.postMessage(message)

const calls = new ThreadCalls()
const write = (call: IndexWrite) => calls.call((id) => send({ kind: 'write', id, call }))
const writes: IndexWrites = {
  putColumns: (...args) => write({ method: 'putColumns', args }) as Promise<void>,
  changeIndex: (...args) => write({ method: 'changeIndex', args }) as Promise<boolean>,
  deleteColumns: (...args) => write({ method: 'deleteColumns', args }) as Promise<void>,
  deleteChanges: (...args) => write({ method: 'deleteChanges', args }) as Promise<number>,
  deleteStrayColumns: (...args) => write({ method: 'deleteStrayColumns', args }) as Promise<void>,
}
const cache = new ColumnCache(columnCacheBytes)
const warn = (error: unknown) => send({ kind: 'warning', failure: failureOf(error) })
const engine = new SearchEngine({ storage, writes, clock, ids, cache, warn })

port.on('message', async (message: ToSearchThread) => {
  switch (message.kind) {
    case 'find':
      try {
        send({ kind: 'found', id: message.id, result: await engine.find(message.query, message.shape) })
      } catch (error) {
        send({ kind: 'not-found', id: message.id, failure: failureOf(error) })
      }
      break
    case 'wrote':
      calls.succeed(message.id, message.result)
      break
    case 'not-written':
      calls.fail(message.id, message.failure)
      break
    case 'close':
      await engine.close()
      await storage.close()
      port.close()
  }
})
