import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { until } from '../until.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of a database of the run's PostgreSQL, whose user may create others. */
    postgresUrl: string
    /** The URLs of all servers that have a test database: with Citus, the coordinator and the workers. */
    postgresNodes: string[]
    /** The name of the template of test databases. */
    postgresTemplate: string
  }
}

/** A test's own database on the run's PostgreSQL. */
export interface TestDatabase {
  url: string
  /** Removes it, and disconnects remaining clients. */
  drop(): Promise<void>
}

/** The run's PostgreSQL: the URL of a database that does not belong to the tests. */
export const postgresUrl = (): string => inject('postgresUrl')

/**
 * Creates a database, in tens of milliseconds: with contactd's tables, or empty.
 * @param content `migrated` by default.
 */
export async function createDatabase(content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const server = postgresUrl()
  const name = newDatabaseName()
  const template = content === 'empty' ? 'template0' : inject('postgresTemplate')
  const nodes = inject('postgresNodes')
  await Promise.all(nodes.map((node) => execute(node, createStatement(name, template))))
  return { url: withDatabase(server, name), drop: () => dropOn(nodes, name) }
}

/** Removes a database from all its servers, and disconnects remaining clients. */
export async function dropOn(nodes: readonly string[], name: string): Promise<void> {
  if (nodes.length > 1) await Promise.all(nodes.map((node) => closeDatabase(node, name)))
  await Promise.all(nodes.map((node) => execute(node, dropStatement(name))))
}

/**
 * Ends all sessions of a database on one server, and refuses new ones. Citus keeps a process in each database that
 * connects to it on every server: it would wait for DROP DATABASE, which waits for it to end, for seconds.
 */
export const closeDatabase = (node: string, name: string): Promise<void> =>
  connected(node, async (client) => {
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
    const endSessions = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`
    await until(async () => (await client.query(endSessions)).rowCount === 0)
  })

/** Unique even across runs on the same server. */
export const newDatabaseName = (): string => `contactd_test_${randomBytes(8).toString('hex')}`

/** Copies files, which takes half as long as the default strategy of logging the whole database. */
export const createStatement = (name: string, template: string): string =>
  `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy
   ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'`

export const dropStatement = (name: string): string => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`

/** The URL of another database of the same server. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = name
  return other.href
}

/** Runs a statement on a new connection. @returns its rows. */
export const execute = <Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> =>
  connected(url, async (client) => (await client.query<Row>(sql)).rows)

/** Runs `fn` with a connection of its own. */
export async function connected<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await fn(client)
  } finally {
    await client.end()
  }
}
