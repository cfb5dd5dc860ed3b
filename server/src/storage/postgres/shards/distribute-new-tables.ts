import type { Connection } from '../connection/connection.ts'
import { describeCluster } from './cluster.ts'
import { distributions } from './distribution.ts'
import { distributeTable, oneConnection } from './distribution-steps.ts'

const listTables = `SELECT relname FROM pg_class
  WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`

/**
 * Prepares the transaction of a migration. Must run before its first statement.
 * @returns whether the database is distributed.
 */
export async function prepareShards(connection: Connection): Promise<boolean> {
  const { tables } = await describeCluster(connection)
  if (!tables.has('everywhere')) return false
  await connection.control(oneConnection)
  return true
}

/**
 * Distributes the tables that a migration of a distributed database has created. Must run in its transaction.
 */
export async function distributeNewTables(connection: Connection): Promise<void> {
  const { tables } = await describeCluster(connection)
  const { rows } = await connection.query({ text: listTables, name: '', values: [] })
  const existing = new Set(rows.map(([name]) => String(name)))
  for (const table of Object.keys(distributions)) {
    if (tables.has(table) || !existing.has(table)) continue
    for (const statement of distributeTable(table)) await connection.control(statement)
  }
}
