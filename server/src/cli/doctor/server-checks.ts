import { withoutPassword } from '../../storage/database-url.ts'
import type { ServerInspection } from '../../storage/postgres/inspect-server.ts'
import type { Finding } from './check.ts'

const leastVersion = 15
/** More than what a process opens where nothing is said, and one for each command beside it. */
const fewConnections = 10
/** The windows of rate limits are counted by the clocks of the nodes. */
const clockWarnMs = 1_000
const clockFailMs = 60_000

/** Whether the server is one that contactd knows. @param url of the database. */
export function judgeServer(
  { version, versionNumber, isStandby, isEncrypted }: ServerInspection,
  url: string,
): Finding {
  const found = `PostgreSQL ${version} at ${withoutPassword(url)}${isEncrypted ? ', by TLS' : ''}`
  if (versionNumber < leastVersion * 10_000)
    return { status: 'fail', found, advice: `Install PostgreSQL ${leastVersion} or newer.` }
  if (isStandby)
    return { status: 'fail', found: `${found}, a standby`, advice: 'Name the primary, which takes writes.' }
  return { status: 'ok', found }
}

export function judgeSchema(schema: 'empty' | 'older' | 'current'): Finding {
  const found = {
    empty: 'empty: contactd makes its tables on first use',
    older: 'of an older contactd: brought up to date on first use',
    current: 'up to date',
  }
  return { status: 'ok', found: found[schema] }
}

export function judgeEncoding({ encoding }: ServerInspection): Finding {
  if (encoding === 'UTF8') return { status: 'ok', found: encoding }
  return {
    status: 'fail',
    found: `${encoding} can't hold every name`,
    advice: `Make the database anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
  }
}

export function judgeRights({ mayCreate, closedTables }: ServerInspection): Finding {
  if (!mayCreate) {
    return {
      status: 'fail',
      found: 'the user may not make tables',
      advice: 'As the owner of the database run: GRANT USAGE, CREATE ON SCHEMA public TO the user.',
    }
  }
  if (closedTables > 0) {
    return {
      status: 'fail',
      found: `${closedTables} tables are closed to the user`,
      advice: 'Use the account that made them, or make it their owner.',
    }
  }
  return { status: 'ok', found: 'the user may make tables, and read and change all' }
}

export function judgeConnections({ usedConnections, maxConnections }: ServerInspection): Finding {
  const left = maxConnections - usedConnections
  const found = `${left} of ${maxConnections} left`
  if (left >= fewConnections) return { status: 'ok', found }
  const advice =
    'Raise max_connections, give each process less with --database-connections, or put a pooler before it.'
  return { status: left <= 1 ? 'fail' : 'warn', found, advice }
}

export function judgeClocks({ clockAheadMs }: ServerInspection): Finding {
  const apartMs = Math.abs(clockAheadMs)
  const found = `the database's is ${apartMs} ms ${clockAheadMs < 0 ? 'behind' : 'ahead of'} this machine's`
  if (apartMs < clockWarnMs) return { status: 'ok', found }
  const advice = 'Have both set by NTP: windows of rate limits and the life of tokens are told by the clock.'
  return { status: apartMs < clockFailMs ? 'warn' : 'fail', found, advice }
}
