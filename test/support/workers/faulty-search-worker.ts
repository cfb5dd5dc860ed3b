import { parentPort, workerData } from 'node:worker_threads'
import type { FromStoreThread, ToStoreThread } from '../../../server/src/columnstore/thread/messages.ts'

/**
 * A faulty search thread: a search with the `locationId` `hang` keeps it busy forever, one for `ignored` is never
 * answered, one for `end` ends it. A database `sqlite:fails` ends it at startup.
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
  const result = { total: 1, rows: [], hasMore: false }
  if (locationId !== 'ignored') send({ kind: 'found', id: message.id, result })
})
