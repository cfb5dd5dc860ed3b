import type { MigrationTarget } from '../migrate.ts'
import { DatabaseOpenError } from '../open-error.ts'
import { changeStampSchema } from './change-stamp.ts'
import type { Connection } from './connection/connection.ts'
import { locationVersionsSchema } from './location-versions.ts'
import { distributeNewTables, prepareShards } from './shards/distribute-new-tables.ts'
import { partitionedSql } from './sql/partitions.ts'
import { withRoomForChanges } from './sql/room-for-changes.ts'
import { schemaSql } from './sql/schema-sql.ts'
import { windowCountsSchema } from './window-counts.ts'
import { lockClasses } from './writes/advisory-locks.ts'
import { GroupTransaction } from './writes/group-transaction.ts'
import { GroupedWriteTx } from './writes/grouped-write-tx.ts'

/** Overrides the server's default time limits: a migration takes as long as it needs, and may wait for its lock. */
const withoutTimeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']
  .map((name) => `SET LOCAL ${name} = 0`)
  .join('; ')

const listTables = `SELECT table_name FROM information_schema.tables
  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`
const listColumns = `SELECT column_name FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name = 'migrations' ORDER BY ordinal_position`

const countPartitions = `SELECT COUNT(i.inhrelid) FROM pg_class c LEFT JOIN pg_inherits i ON i.inhparent = c.oid
  WHERE c.oid = to_regclass('contacts') GROUP BY c.oid`

/** The number of partitions of a database; 0 for none, undefined for a database that does not exist yet. */
export async function partitionsOf(connection: Connection): Promise<number | undefined> {
  const { rows } = await connection.query({ text: countPartitions, name: '', values: [] })
  return rows[0] && Number(rows[0][0])
}

/**
 * The database operations that `migrate` needs. One process at a time migrates, under an advisory lock.
 * @param partitions the number of partitions of a new database; 0 for none. Existing databases keep theirs.
 */
export function migrationTarget(connection: Connection, partitions = 0): MigrationTarget {
  const firstColumn = async (text: string): Promise<unknown[]> =>
    (await connection.query({ text, name: '', values: [] })).rows.map(([value]) => value)

  return {
    engine: 'postgres',
    async appliedNumbers() {
      const tables = await firstColumn(listTables)
      if (tables.length === 0) return []
      const columns = tables.includes('migrations') ? await firstColumn(listColumns) : []
      if (columns.join() !== 'number,name,date_applied')
        throw new DatabaseOpenError('The PostgreSQL database belongs to another program: name an empty one.')
      return (await firstColumn('SELECT number FROM migrations ORDER BY number')).map(Number)
    },
    async locked(fn) {
      await connection.control(
        `BEGIN; ${withoutTimeouts}; SELECT pg_advisory_xact_lock(${lockClasses.migrations}, 0)`,
      )
      try {
        const job = new GroupedWriteTx({
          transaction: new GroupTransaction(connection),
          scope: 'database',
          isImmediate: true,
        })
        const isInShards = await prepareShards(connection)
        const result = await fn({
          get: (statement, params) => job.get(statement, params),
          all: (statement, params) => job.all(statement, params),
          run: (statement, params) => job.run(statement, params),
          change: (statement, params) => job.change(statement, params),
          exec: async (sql) => {
            const made = (await partitionsOf(connection)) ?? partitions
            await connection.control(partitionedSql(schemaSql(sql), made).map(withRoomForChanges).join('; '))
          },
        })
        for (const sql of [
          ...changeStampSchema,
          ...windowCountsSchema,
          ...locationVersionsSchema,
          connection.layout.locking.incrementGlobal,
        ])
          await connection.control(sql)
        if (isInShards) await distributeNewTables(connection)
        await connection.control('COMMIT')
        return result
      } catch (error) {
        // A lost connection has rolled the transaction back.
        await connection.control('ROLLBACK').catch(() => undefined)
        throw error
      }
    },
  }
}
