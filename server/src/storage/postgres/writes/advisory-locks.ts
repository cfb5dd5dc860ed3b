import type { WriteScope } from '../../storage.ts'
import { driver } from '../connection/driver.ts'
import {
  globalScope,
  incrementExpectedVersions,
  incrementGlobalVersion,
  incrementVersions,
  readVersions,
} from '../location-versions.ts'
import { type Locking, locationsOf, type TransactionLimits } from './locking.ts'

/** The classes of contactd's advisory locks. PostgreSQL keeps them separate for each database. */
export const lockClasses = { migrations: 445500, database: 445501, location: 445502, access: 445503 } as const

/** The locks of a database on one server. The lock of the database covers all locations. */
export const advisoryLocks: Locking = {
  async begin(connection, scopes, limits) {
    const begun = connection.control(beginStatement(scopes, limits))
    const asked = connection.query(readVersions([globalScope, ...locationsOf(scopes)]))
    const [beginning, versions] = await Promise.allSettled([begun, asked])
    if (beginning.status === 'rejected') throw beginning.reason
    if (versions.status === 'rejected') throw versions.reason
    return new Map(
      versions.value.rows.map(([id, version]) => [String(id), { version: Number(version), lastNumber: 0 }]),
    )
  },
  beginExpected(connection, { states, written }, limits) {
    const locations = [...states.keys()].filter((id) => id !== globalScope)
    const scopes = locations.map((locationId) => ({ locationId }))
    const expected = [...states].map(([id, { version }]) => ({ id, version }))
    return [
      connection.control(beginStatement(scopes, limits)),
      connection.query(incrementExpectedVersions(expected, written)),
    ]
  },
  async include() {
    return []
  },
  versionsOf: (scopes) =>
    scopes.every((scope) => typeof scope === 'object')
      ? locationsOf(scopes)
      : [globalScope, ...locationsOf(scopes)],
  increment: (connection, ids) => [connection.query(incrementVersions(ids))],
  incrementGlobal: incrementGlobalVersion,
}

/**
 * Begins a transaction and takes its locks in the same order on every node: the database's (shared, except for a
 * write with the scope `database`), that of `access`, and those of the locations.
 */
function beginStatement(
  scopes: readonly WriteScope[],
  { lockTimeoutMs, statementTimeoutMs, idleTimeoutMs }: TransactionLimits,
): string {
  const { database, access, location } = lockClasses
  const shared = scopes.includes('database') ? '' : '_shared'
  const locks = locationsOf(scopes).map(
    (id) => `SELECT pg_advisory_xact_lock(${location}, hashtext(${driver().escapeLiteral(id)}))`,
  )
  if (scopes.includes('access')) locks.unshift(`SELECT pg_advisory_xact_lock(${access}, 0)`)
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${idleTimeoutMs}`,
    'SET LOCAL synchronous_commit = on',
    `SELECT pg_advisory_xact_lock${shared}(${database}, 0)`,
    ...locks,
  ].join('; ')
}
