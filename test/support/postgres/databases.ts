import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of a database of the run's PostgreSQL, whose user may make others. */
    postgresUrl: string
    /** The name of the database that those of tests are copies of. */
    postgresTemplate: string
  }
}

/** A database of a test's own, on the PostgreSQL of the run. */
export interface TestDatabase {
  url: string
  /** Removes it, under whoever is still connected. */
  drop(): Promise<void>
}

/** The PostgreSQL of the run: the URL of a database that is not the tests' own. */
export const postgresUrl = (): string => inject('postgresUrl')

/**
 * Makes a database, in tens of milliseconds: with contactd's tables, as they are in a new database, or without any.
 * @param content `migrated` where nothing is said.
 */
export async function createDatabase(content: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const server = postgresUrl()
  const name = newDatabaseName()
  const template = content === 'empty' ? 'template0' : inject('postgresTemplate')
  await execute(server, createStatement(name, template))
  return {
    url: withDatabase(server, name),
    drop: async () => void (await execute(server, dropStatement(name))),
  }
}

/** Names that no other run on the same server uses. */
export const newDatabaseName = (): string => `contactd_test_${randomBytes(8).toString('hex')}`

/** Copies files, which takes half as long as writing all of a new database to the log, as is usual. */
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

/** Runs a statement on a connection of its own. @returns its rows. */
export async function execute<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
