import { systemClock as clock } from '../../lib/clock.ts'
import { withoutPassword } from '../../storage/database-url.ts'
import { inspectSchema, inspectServer, type ServerInspection } from '../../storage/postgres/inspect-server.ts'
import type { DatabaseOptions } from '../options.ts'
import type { Check, Finding } from './check.ts'
import {
  judgeClocks,
  judgeConnections,
  judgeEncoding,
  judgeRights,
  judgeSchema,
  judgeServer,
} from './server-checks.ts'

/** The checks of a PostgreSQL database; behind a pooler, those of the server go around it. */
export function postgresChecks({ database, databaseDirect }: DatabaseOptions): Check[] {
  const url = databaseDirect ?? database
  // Begun by the check that comes first, and shared by the others: where it fails, that one says why.
  let begun: Promise<ServerInspection> | undefined
  const inspection = () => {
    begun ??= inspectServer(url, clock)
    return begun
  }
  const judged = (judge: (found: ServerInspection) => Finding | Promise<Finding>) => async () => {
    const found = await inspection().catch(() => undefined)
    return found ? judge(found) : { status: 'warn' as const, found: 'the database was not reached' }
  }
  return [
    { name: 'database', run: async () => judgeServer(await inspection(), url) },
    ...(databaseDirect === undefined ? [] : [{ name: 'pooler', run: () => checkPooler(database) }]),
    { name: 'tables', run: judged(async () => judgeSchema(await inspectSchema(url))) },
    { name: 'rights', run: judged(judgeRights) },
    { name: 'encoding', run: judged(judgeEncoding) },
    { name: 'connections', run: judged(judgeConnections) },
    { name: 'clock', run: judged(judgeClocks) },
  ]
}

async function checkPooler(url: string): Promise<Finding> {
  await inspectServer(url, clock)
  return { status: 'ok', found: `the database is reached by ${withoutPassword(url)}` }
}
