import { createRequire } from 'node:module'
import type pg from 'pg'

let loaded: typeof pg | undefined

/** PostgreSQL's client. It is loaded when it is first used: a program on SQLite does not spend 14 ms of CPU on it. */
export function driver(): typeof pg {
  loaded ??= createRequire(import.meta.url)('pg') as typeof pg
  return loaded
}

/** Whether an error comes from a PostgreSQL server. */
export const isDatabaseError = (error: unknown): error is pg.DatabaseError =>
  loaded !== undefined && error instanceof loaded.DatabaseError
