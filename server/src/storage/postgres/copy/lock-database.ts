import { CopyError } from '../../copy/copy-port.ts'
import type { Table } from '../../copy/table.ts'
import { notEmptySentence } from '../../copy/unfinished-copy.ts'
import { withoutPassword } from '../../database-url.ts'
import { raiseChangeStamp } from '../change-stamp.ts'
import type { Connection } from '../connection/connection.ts'
import { sqlState } from '../connection/errors.ts'
import { raiseEverywhere } from '../location-marks.ts'

const listServers = `SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'contactd' AND pid <> pg_backend_pid() LIMIT 1`

/**
 * Has a transaction have all tables for itself until its end.
 * @throws CopyError when a server has the database open: as far as this can be seen by its connections.
 */
export async function lockTables(
  connection: Connection,
  tables: readonly Table[],
  url: string,
): Promise<void> {
  const { rows } = await connection.ask({ text: listServers, name: '', values: [] })
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

/** @throws CopyError when there is a row in any table. */
export async function requireEmpty(
  connection: Connection,
  tables: readonly Table[],
  url: string,
  advice: string,
): Promise<void> {
  for (const { name } of tables) {
    const { rows } = await connection.ask({ text: `SELECT 1 FROM ${name} LIMIT 1`, name: '', values: [] })
    if (rows.length > 0) throw new CopyError(notEmptySentence(withoutPassword(url), name, advice))
  }
}

/** Has nobody believe in what they remember, or in a replica that has less. For a transaction. */
export async function tellOfChange(connection: Connection): Promise<void> {
  await connection.control(`${raiseChangeStamp}; ${raiseEverywhere}`)
}

const inUseSentence = (url: string) =>
  `A server has the database ${withoutPassword(url)} open: stop it, and give the command again.`
