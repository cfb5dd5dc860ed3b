import { parentPort, workerData } from 'node:worker_threads'
import { IndexBehindError } from '../../../server/src/columnstore/index-behind-error.ts'
import type { FromStoreThread, ToStoreThread } from '../../../server/src/columnstore/thread/messages.ts'
import { failureOf } from '../../../server/src/columnstore/thread/pending-calls.ts'

/**
 * A faulty search thread: a search with the `locationId` `hang` keeps it busy forever, one for `ignored` is never
 * answered, one for `end` ends it, and the index of `behind` is being made. A database `sqlite:fails` ends it at startup.
 */
const port = parentPort
if (port === null || workerData.database === 'sqlite:fails') throw new Error('The thread does not start.')
const send = (message: FromStoreThread) => port.postMessage(message)

port.on('message', (message: ToStoreThread<Record<string, string>>) => {
  if (message.kind === 'ping') send({ kind: 'pong', steps: 0 })
  if (message.kind === 'close') port.close()
  if (message.kind !== 'find') return
  const { locationId } = message.query
  if (locationId === 'hang') for (;;);
  if (locationId === 'end') process.exit(3)
  if (locationId === 'behind') {
    send({ kind: 'not-found', id: message.id, failure: failureOf(new IndexBehindError('It is being made.')) })
    return
  }
  const result = { total: 1, rows: [], hasMore: false }
  if (locationId !== 'ignored') send({ kind: 'found', id: message.id, result })
})
