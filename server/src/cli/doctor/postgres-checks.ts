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

/** The checks of a PostgreSQL database; those of the server bypass a pooler. */
export function postgresChecks({ database, databaseDirect }: DatabaseOptions): Check[] {
  const url = databaseDirect ?? database
  // Started by the first check and shared by the others: if it fails, the first check reports why.
  let begun: Promise<ServerInspection> | undefined
  const inspection = () => {
    begun ??= inspectServer(url, clock)
    return begun
  }
  const judged = (judge: (found: ServerInspection) => Finding | Promise<Finding>) => async () => {
    const found = await inspection().catch(() => undefined)
    return found ? judge(found) : { status: 'warn' as const, found: 'the database could not be reached' }
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
  return { status: 'ok', found: `the database is reached at ${withoutPassword(url)}` }
}
