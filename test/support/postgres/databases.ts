import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'

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

const dropAttempts = 20
const inUse = '55006'

/**
 * Removes a database from all its servers. A process of Citus may just be connecting to it, which only that process can
 * end.
 */
export async function dropOn(nodes: readonly string[], name: string): Promise<void> {
  for (const node of [...nodes].reverse()) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await execute(node, dropStatement(name))
        break
      } catch (error) {
        if ((error as pg.DatabaseError).code !== inUse || attempt === dropAttempts) throw error
        await sleep(250)
      }
    }
  }
}

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
export async function execute<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
