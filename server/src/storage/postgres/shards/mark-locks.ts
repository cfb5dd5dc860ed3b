import type { StatementCall } from '../../access-set.ts'
import type { WriteScope } from '../../storage.ts'
import type { Connection, Query } from '../connection/connection.ts'
import { globalScope } from '../location-versions.ts'
import { type LocationStates, type Locking, locationsOf, type TransactionLimits } from '../writes/locking.ts'

/** Locks the row of a location; makes it for a location that has none. */
const lockLocation = (id: string): Query => ({
  name: 'lock-location-mark',
  text: `INSERT INTO location_marks (location_id, version) VALUES ($1::text, 0)
         ON CONFLICT (location_id) DO UPDATE SET version = location_marks.version RETURNING version, numbers`,
  values: [id],
})

const incrementMark = (id: string, numbers: number): Query => ({
  name: 'increment-location-mark',
  text: 'UPDATE location_marks SET version = version + 1, numbers = $2::bigint WHERE location_id = $1::text',
  values: [id, numbers],
})

const incrementExpectedMark = (id: string, version: number, numbers: number): Query => ({
  name: 'increment-expected-location-mark',
  text: `UPDATE location_marks SET version = version + 1 / CASE WHEN version = $2::bigint THEN 1 ELSE 0 END, numbers = $3::bigint
         WHERE location_id = $1::text`,
  values: [id, version, numbers],
})

const keepExpectedMark = (id: string, version: number): Query => ({
  name: 'keep-expected-location-mark',
  text: `SELECT 1 / CASE WHEN version = $2::bigint THEN 1 ELSE 0 END FROM location_marks WHERE location_id = $1::text FOR SHARE`,
  values: [id, version],
})

const readGlobalMark: Query = {
  name: 'read-global-mark',
  text: 'SELECT mark FROM everywhere WHERE id = 1',
  values: [],
}

const expectGlobalMark = (version: number): Query => ({
  name: 'expect-global-mark',
  text: 'SELECT 1 / CASE WHEN mark = $1::bigint THEN 1 ELSE 0 END FROM everywhere WHERE id = 1',
  values: [version],
})

const incrementGlobal = 'UPDATE everywhere SET mark = mark + 1 WHERE id = 1'

/**
 * The locks of a database in shards, which hold off every node, whichever server it uses. The lock of a location is
 * that of its row in `location_marks`, at its shard. A write with the scope `database` locks that table on all
 * servers, so it waits for every location. It then writes `everywhere`, a table with a copy on each server. A server
 * releases the lock at the moment its copy changes, so a location that was waiting finds the change in the copy. Writes with the scope `access` are put in order by another row of `everywhere`.
 */
export const markLocks: Locking = {
  async begin(connection, scopes, limits) {
    const states: LocationStates = new Map()
    const ids = locationsOf(scopes)
    const begun = beginStatements(scopes, limits).map((sql) => connection.control(sql))
    const locked = ids.map((id) => connection.query(lockLocation(id)))
    const global = connection.query(readGlobalMark)
    const failed = (await Promise.allSettled<unknown>([...begun, ...locked, global])).find(
      (result) => result.status === 'rejected',
    )
    if (failed !== undefined) throw failed.reason
    for (const [index, result] of (await Promise.all(locked)).entries())
      states.set(ids[index] as string, stateOf(result.rows[0]))
    states.set(globalScope, stateOf((await global).rows[0]))
    return states
  },
  beginExpected(connection, { states, written }, limits) {
    const ids = [...states.keys()].filter((id) => id !== globalScope).sort()
    return [
      ...beginStatements([], limits).map((sql) => connection.control(sql)),
      ...ids.map((id) => {
        const { version, lastNumber } = states.get(id) ?? unknown
        return connection.query(
          written.has(id) ? incrementExpectedMark(id, version, lastNumber) : keepExpectedMark(id, version),
        )
      }),
      connection.query(expectGlobalMark((states.get(globalScope) ?? unknown).version)),
    ]
  },
  async include(connection, calls, states) {
    const ids = writtenLocations(calls).filter((id) => !states.has(id))
    for (const id of ids) states.set(id, stateOf((await connection.query(lockLocation(id))).rows[0]))
    return ids
  },
  versionsOf: (scopes) =>
    scopes.includes('database') ? [globalScope, ...locationsOf(scopes)] : locationsOf(scopes),
  increment: (connection: Connection, ids, states) =>
    ids.map((id) =>
      id === globalScope
        ? connection.control(incrementGlobal)
        : connection.query(incrementMark(id, (states.get(id) ?? unknown).lastNumber)),
    ),
  incrementGlobal,
}

/** No location has this version. */
const unknown = { version: -1, lastNumber: 0 }

const stateOf = (row: unknown[] | undefined) => ({
  version: Number(row?.[0]),
  lastNumber: Number(row?.[1] ?? 0),
})

/** The locations that statements name and write, in the order of their locks. */
function writtenLocations(calls: readonly StatementCall[]): string[] {
  const ids = calls.flatMap(({ accessSet, params }) => {
    const parameter = accessSet.isRead ? undefined : accessSet.keys.get('location_id')
    return parameter === undefined ? [] : [String(params[parameter])]
  })
  return [...new Set(ids)].sort()
}

/**
 * One message for each setting: with `propagate_set_commands`, Citus sends the whole message to the worker, once for
 * each setting in it.
 */
function beginStatements(
  scopes: readonly WriteScope[],
  { lockTimeoutMs, statementTimeoutMs, idleTimeoutMs }: TransactionLimits,
): string[] {
  const isWide = scopes.some((scope) => typeof scope === 'string')
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
    "SET LOCAL citus.propagate_set_commands = 'local'",
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${idleTimeoutMs}`,
    'SET LOCAL synchronous_commit = on',
    // It writes shards, and tables with a copy on every server. Citus refuses to do both in parallel.
    ...(isWide ? ["SET LOCAL citus.multi_shard_modify_mode = 'sequential'"] : []),
    ...(scopes.includes('database')
      ? ['LOCK TABLE location_marks IN EXCLUSIVE MODE']
      : scopes.includes('access')
        ? [
            'LOCK TABLE location_marks IN ROW EXCLUSIVE MODE',
            'UPDATE everywhere SET mark = mark + 1 WHERE id = 2',
          ]
        : []),
  ]
}
