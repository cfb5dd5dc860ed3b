import { withoutPassword } from '../../storage/database-url.ts'
import { schemaState } from '../../storage/migrate.ts'
import type { ServerInspection } from '../../storage/postgres/inspect-server.ts'
import type { Finding } from './check.ts'

const leastVersion = 15
/** The default number of connections of a process, and one for each concurrent command. */
const fewConnections = 10
/** The windows of rate limits depend on the nodes' clocks. */
const clockWarnMs = 1_000
const clockFailMs = 60_000

/** Whether contactd supports the server's version. @param url of the database. */
export function judgeServer(
  { version, versionNumber, isStandby, isEncrypted }: ServerInspection,
  url: string,
): Finding {
  const found = `PostgreSQL ${version} at ${withoutPassword(url)}${isEncrypted ? ', by TLS' : ''}`
  if (versionNumber < leastVersion * 10_000)
    return { status: 'fail', found, advice: `Install PostgreSQL ${leastVersion} or newer.` }
  if (isStandby)
    return { status: 'fail', found: `${found}, a standby`, advice: 'Name the primary, which accepts writes.' }
  return { status: 'ok', found }
}

/**
 * @param numbers of the migrations that the database has had.
 * @throws DatabaseOpenError if it is a newer contactd's, or has a marker.
 */
export function judgeSchema(numbers: readonly number[]): Finding {
  switch (schemaState(numbers)) {
    case 'empty':
      return {
        status: 'fail',
        found: 'it is empty',
        advice: 'Name another with --database, or create its tables: contactd migrate.',
      }
    case 'older':
      return {
        status: 'ok',
        found: 'of an older contactd: the next command that writes migrates it',
      }
    case 'current':
      return { status: 'ok', found: 'up to date' }
  }
}

export function judgeEncoding({ encoding }: ServerInspection): Finding {
  if (encoding === 'UTF8') return { status: 'ok', found: encoding }
  return {
    status: 'fail',
    found: `${encoding} can't store every name`,
    advice: `Recreate the database: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
  }
}

export function judgeRights({ mayCreate, closedTables }: ServerInspection): Finding {
  if (!mayCreate) {
    return {
      status: 'fail',
      found: 'the user may not create tables',
      advice: 'As the owner of the database run: GRANT USAGE, CREATE ON SCHEMA public TO the user.',
    }
  }
  if (closedTables > 0) {
    return {
      status: 'fail',
      found: `${closedTables} tables are not accessible to the user`,
      advice: 'Use the account that created them, or make this user their owner.',
    }
  }
  return { status: 'ok', found: 'the user may create tables, and read and change all of them' }
}

export function judgeConnections({ usedConnections, maxConnections }: ServerInspection): Finding {
  const left = maxConnections - usedConnections
  const found = `${left} of ${maxConnections} left`
  if (left >= fewConnections) return { status: 'ok', found }
  const advice =
    'Raise max_connections, give each process fewer with --database-connections, or use a pooler.'
  return { status: left <= 1 ? 'fail' : 'warn', found, advice }
}

export function judgeClocks({ clockAheadMs }: ServerInspection): Finding {
  const apartMs = Math.abs(clockAheadMs)
  const found = `the database's is ${apartMs} ms ${clockAheadMs < 0 ? 'behind' : 'ahead of'} this machine's`
  if (apartMs < clockWarnMs) return { status: 'ok', found }
  const advice = 'Synchronise both by NTP: rate limit windows and token lifetimes depend on the clock.'
  return { status: apartMs < clockFailMs ? 'warn' : 'fail', found, advice }
}
