import { fdatasyncSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { CheckpointAnswer, CheckpointOrder, CheckpointWorkerData } from './checkpointer.ts'

/**
 * The thread that copies the write-ahead log into the database, so its syncs block no response. It only executes
 * orders.
 */
const { file, descriptor, busyTimeMs }: CheckpointWorkerData = workerData
const database = new Database(file, { fileMustExist: true, timeout: busyTimeMs })
database.pragma('synchronous = FULL')

parentPort?.on('message', (order: CheckpointOrder) => {
  if (order === 'CLOSE') {
    database.close()
    parentPort?.close()
  } else {
    parentPort?.postMessage(checkpoint(order))
  }
})

function checkpoint(mode: 'PASSIVE' | 'RESTART'): CheckpointAnswer {
  try {
    database.pragma(`wal_checkpoint(${mode})`)
    // A pass that writers have overtaken leaves its pages in the page cache: SQLite syncs them after the last page,
    // while writes wait. Syncing them here costs the writes nothing.
    if (mode === 'PASSIVE') fdatasyncSync(descriptor)
    return {}
  } catch (error) {
    return { failure: String(error) }
  }
}
