import { CopyError } from '../../copy/copy-port.ts'
import type { Table } from '../../copy/table.ts'
import { notEmptySentence } from '../../copy/unfinished-copy.ts'
import { withoutPassword } from '../../database-url.ts'
import { incrementChangeStamp } from '../change-stamp.ts'
import type { Connection } from '../connection/connection.ts'
import { sqlState } from '../connection/errors.ts'

const listServers = `SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'contactd' AND pid <> pg_backend_pid() LIMIT 1`

/**
 * Locks all tables exclusively until the transaction ends.
 * @throws CopyError if a server has the database open, as far as its connections show.
 */
export async function lockTables(
  connection: Connection,
  tables: readonly Pick<Table, 'name'>[],
  url: string,
): Promise<void> {
  const { rows } = await connection.query({ text: listServers, name: '', values: [] })
  if (rows.length > 0) throw new CopyError(inUseSentence(url))
  try {
    await connection.control(
      `LOCK TABLE ${tables.map(({ name }) => name).join(', ')} IN ACCESS EXCLUSIVE MODE`,
    )
  } catch (error) {
    if (sqlState(error) === '55P03') throw new CopyError(inUseSentence(url))
    throw error
  }
}

/** @throws CopyError if any table has a row. */
export async function requireEmpty(
  connection: Connection,
  tables: readonly Table[],
  url: string,
  advice: string,
): Promise<void> {
  for (const { name } of tables) {
    const { rows } = await connection.query({ text: `SELECT 1 FROM ${name} LIMIT 1`, name: '', values: [] })
    if (rows.length > 0) throw new CopyError(notEmptySentence(withoutPassword(url), name, advice))
  }
}

/** Derives what depends on the copied rows. Must run in a transaction, before their foreign keys are restored. */
export async function deriveRows(connection: Connection): Promise<void> {
  for (const sql of connection.layout.copying.derived) await connection.control(sql)
}

/** Invalidates every node's caches, and replicas that are behind. Must run in a transaction. */
export async function tellOfChange(connection: Connection): Promise<void> {
  await connection.control(`${incrementChangeStamp}; ${connection.layout.locking.incrementGlobal}`)
}

const inUseSentence = (url: string) =>
  `A server has the database ${withoutPassword(url)} open: stop it and run the command again.`
