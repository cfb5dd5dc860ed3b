import { fdatasyncSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { CheckpointAnswer, CheckpointOrder, CheckpointWorkerData } from './checkpointer.ts'

/**
 * The thread that copies the write-ahead log into the database, so that its syncs stop no answer. It does
 * what it is told and nothing by itself.
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
    // A pass that writers have overtaken leaves what it copied in the page cache: SQLite syncs it when the
    // last page is copied, with the writes held back. Synced here, it costs them nothing.
    if (mode === 'PASSIVE') fdatasyncSync(descriptor)
    return {}
  } catch (error) {
    return { failure: String(error) }
  }
}
