import type { Clock } from '../../lib/clock.ts'
import type { Connection } from './connection/connection.ts'
import { connectionSettings } from './connection/connection-settings.ts'
import { openError } from './connection/open-error.ts'
import { Session } from './connection/session.ts'
import { migrationTarget } from './migration-target.ts'

/** Facts about a PostgreSQL server and one of its databases. */
export interface ServerInspection {
  /** The server's own version text: `18.4`. */
  version: string
  /** 180004 for 18.4. */
  versionNumber: number
  encoding: string
  isStandby: boolean
  isEncrypted: boolean
  /** Whether the user may create tables. */
  mayCreate: boolean
  /** Number of tables that the user may not read and change. */
  closedTables: number
  usedConnections: number
  /** The connection limit that applies to this user, shared with all others. */
  maxConnections: number
  /** How far the server's clock is ahead of this machine's, accurate to half a round trip. */
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
 * Connects, runs `fn` and disconnects.
 * @throws DatabaseOpenError if the server can't be reached or refuses the connection.
 */
export async function onServer<T>(url: string, fn: (connection: Connection) => Promise<T>): Promise<T> {
  // Uses no named statements, so a pooler may be in between.
  const session = new Session(connectionSettings(url), false)
  try {
    return await fn(await session.connection())
  } catch (error) {
    throw openError(error, url)
  } finally {
    await session.close()
  }
}

/** Inspects a server without changing anything. @throws DatabaseOpenError */
export function inspectServer(url: string, clock: Clock): Promise<ServerInspection> {
  return onServer(url, async (connection) => {
    const before = clock.now()
    const { rows } = await connection.query({ text: inspect, name: '', values: [] })
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

const identify = `SELECT system_identifier, oid, current_schema()
  FROM pg_control_system(), pg_database WHERE datname = current_database()`

/** An identifier that is unique to a database across servers. @throws DatabaseOpenError */
export function inspectIdentity(url: string): Promise<string> {
  return onServer(url, async (connection) => {
    const { rows } = await connection.query({ text: identify, name: '', values: [] })
    return (rows[0] ?? []).join(':')
  })
}

/**
 * The numbers of the migrations that a database has; empty for an empty database.
 * @throws DatabaseOpenError if the database belongs to another program.
 */
export function inspectSchema(url: string): Promise<number[]> {
  return onServer(url, (connection) => migrationTarget(connection).appliedNumbers())
}
