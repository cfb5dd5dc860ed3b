import { monotonicMs } from '../lib/clock.ts'
import type { StorageLog } from './log.ts'
import type { SqlParams, Statement } from './statement.ts'
import type { ReadTx, Storage, WriteTx } from './storage.ts'

/**
 * Wraps a storage so that it logs each statement: its name, its SQL, the number of rows returned or changed, and the
 * milliseconds from call to result. Parameter values are omitted: they may be personal data or secrets.
 */
export function withStatementLog(storage: Storage, log: StorageLog): Storage {
  const timed = async <T>(
    { name, sql }: { name: string; sql: string },
    rowsOf: (result: T) => number | undefined,
    work: () => Promise<T>,
  ): Promise<T> => {
    const since = monotonicMs()
    const result = await work()
    const durationMs = Number((monotonicMs() - since).toFixed(3))
    log.info({ statement: name, sql, rows: rowsOf(result), durationMs }, 'statement')
    return result
  }
  const readTx = (tx: ReadTx): ReadTx => ({
    get: <P extends SqlParams, R>(statement: Statement<P, R>, params: P) =>
      timed(
        statement,
        (row) => (row === undefined ? 0 : 1),
        () => tx.get(statement, params),
      ),
    all: <P extends SqlParams, R>(statement: Statement<P, R>, params: P) =>
      timed(
        statement,
        (rows) => rows.length,
        () => tx.all(statement, params),
      ),
  })
  const writeTx = (tx: WriteTx): WriteTx => ({
    ...readTx(tx),
    // An engine may defer it and batch it with others: the number of changed rows is unknown here.
    run: (statement, params) =>
      timed(
        statement,
        () => undefined,
        () => tx.run(statement, params),
      ),
    change: (statement, params) =>
      timed(
        statement,
        (rows) => rows,
        () => tx.change(statement, params),
      ),
  })
  return {
    read: (fn, scope) => storage.read((tx) => fn(readTx(tx)), scope),
    write: (fn, scope) => storage.write((tx) => fn(writeTx(tx)), scope),
    changeStamp: () => storage.changeStamp(),
    checkWritable: () => storage.checkWritable(),
    ...(storage.openCounts && { openCounts: storage.openCounts.bind(storage) }),
    close: () => storage.close(),
  }
}
