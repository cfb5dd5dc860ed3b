import type { Clock } from '../../lib/clock.ts'
import { nextMigration } from '../migrate.ts'
import { migrations } from '../migrations/migrations.ts'
import type { Connection } from './connection/connection.ts'
import { connectionSettings } from './connection/connection-settings.ts'
import { openError } from './connection/open-error.ts'
import { Session } from './connection/session.ts'
import { migrationTarget } from './migration-target.ts'

/** What was found out about a PostgreSQL server and a database of its. */
export interface ServerInspection {
  /** As the server says it: `18.4`. */
  version: string
  /** 180004 for 18.4. */
  versionNumber: number
  encoding: string
  isStandby: boolean
  isEncrypted: boolean
  /** Whether the user may make tables. */
  mayCreate: boolean
  /** Tables that the user may not read and change. */
  closedTables: number
  usedConnections: number
  /** How many this user may have together with all others. */
  maxConnections: number
  /** How far the clock of the server is ahead of this machine's, to half of the time that an answer takes. */
  clockAheadMs: number
}

const inspect = `SELECT current_setting('server_version'), current_setting('server_version_num')::int,
    pg_encoding_to_char(encoding), pg_is_in_recovery(),
    COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
    COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false),
    (SELECT COUNT(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
     AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
              AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))),
    (SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - COALESCE(current_setting('reserved_connections', true)::int, 0),
    ROUND(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)
  FROM pg_database WHERE datname = current_database()`

/**
 * Connects, runs `fn`, and lets go.
 * @throws DatabaseOpenError where the server can't be reached, or refuses.
 */
async function onServer<T>(url: string, fn: (connection: Connection) => Promise<T>): Promise<T> {
  // Nothing by name: it does not matter what stands between.
  const session = new Session(connectionSettings(url), false)
  try {
    return await fn(await session.connection())
  } catch (error) {
    throw openError(error, url)
  } finally {
    await session.close()
  }
}

/** Looks at a server, and changes nothing. @throws DatabaseOpenError */
export function inspectServer(url: string, clock: Clock): Promise<ServerInspection> {
  return onServer(url, async (connection) => {
    const before = clock.now()
    const { rows } = await connection.ask({ text: inspect, name: '', values: [] })
    const middle = (before + clock.now()) / 2
    const [version, versionNumber, encoding, isStandby, isEncrypted, mayCreate, ...numbers] = rows[0] ?? []
    const [closedTables = 0, usedConnections = 0, maxConnections = 0, serverTime = 0] = numbers.map(Number)
    return {
      version: String(version),
      versionNumber: Number(versionNumber),
      encoding: String(encoding),
      isStandby: isStandby === true,
      isEncrypted: isEncrypted === true,
      mayCreate: mayCreate === true,
      closedTables,
      usedConnections,
      maxConnections,
      clockAheadMs: Math.round(serverTime - middle),
    }
  })
}

/**
 * How far a database has been brought.
 * @throws DatabaseOpenError where it is another program's, a newer contactd's, or not to be used.
 */
export function inspectSchema(url: string): Promise<'empty' | 'older' | 'current'> {
  return onServer(url, async (connection) => {
    const numbers = await migrationTarget(connection).appliedNumbers()
    if (numbers.length === 0) return 'empty'
    return nextMigration(numbers, migrations) === undefined ? 'current' : 'older'
  })
}
