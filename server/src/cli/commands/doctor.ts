import { existsSync } from 'node:fs'
import { Command, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { DatabaseUrlError, databaseFile } from '../../storage/database-url.ts'
import { inspectDatabase } from '../../storage/inspect-database.ts'
import { portValue } from '../argument-parsers.ts'
import { type Check, runCheck } from '../doctor/check.ts'
import { clusterChecks } from '../doctor/cluster-checks.ts'
import { checkEngine, checkOpens, checkWhole } from '../doctor/database-checks.ts'
import { checkKeys, expectedProof } from '../doctor/key-check.ts'
import { checkClock, checkFreeSpace, checkNode, checkRights } from '../doctor/machine-checks.ts'
import { checkPort } from '../doctor/port-check.ts'
import { postgresChecks } from '../doctor/postgres-checks.ts'
import { Failure } from '../failure.ts'
import {
  type CommonOptions,
  databaseOption,
  directUrl,
  isPostgres,
  jsonOption,
  withVariable,
} from '../options.ts'
import { printJson, printTable } from '../output.ts'

interface DoctorOptions extends CommonOptions {
  host: string
  port: number
}

/** Time limit for checking the database: enough for some gigabytes on an ordinary disk. */
const inspectTimeoutMs = 30_000

/** `contactd doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Checks what contactd needs, and says what to do if something is missing.')
    .addOption(databaseOption('reads'))
    .addOption(
      withVariable(
        new Option('--host <address>', 'address that the server will listen on').default('127.0.0.1'),
      ),
    )
    .addOption(
      withVariable(
        new Option('--port <number>', 'port that the server will listen on')
          .default(4455)
          .argParser(portValue),
      ),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExamples:
  $ contactd doctor --database sqlite:./data/contactd.db
  $ contactd doctor --database postgres://contactd@localhost/contactd`,
    )
    .action(doctor)
}

async function doctor(options: DoctorOptions): Promise<void> {
  const results = []
  for (const check of checksOf(options)) results.push(await runCheck(check))
  const ofCluster = isPostgres(options.database) ? await clusterChecks(directUrl(options)) : []
  for (const check of ofCluster) results.push(await runCheck(check))
  const failed = results.filter(({ status }) => status === 'fail')
  if (options.json) printJson({ ok: failed.length === 0, checks: results })
  else {
    printTable(
      ['STATUS', 'CHECK', 'FOUND'],
      results.map(({ status, name, found, advice }) => [
        status,
        name,
        advice ? `${found}. ${advice}` : found,
      ]),
    )
  }
  if (failed.length > 0) {
    throw new Failure(`Failed checks: ${failed.map(({ name }) => name).join(', ')}. The advice is above.`)
  }
}

function checksOf(options: DoctorOptions): Check[] {
  const machine = { name: 'Node.js', run: () => checkNode(process.versions.node) }
  const port = { name: 'port', run: () => checkPort(options.host, options.port, expectedProof(options)) }
  // Refuses an invalid URL before any check.
  const file = fileOf(options.database)
  const keys = { name: 'keys', run: () => checkKeys(options) }
  if (isPostgres(options.database)) return [machine, ...postgresChecks(options), keys, port]
  return [machine, ...sqliteChecks(options.database, file, keys, port)]
}

function sqliteChecks(database: string, file: string | undefined, keys: Check, port: Check): Check[] {
  const isThere = file !== undefined && existsSync(file)
  // Started by the first check that needs it, and shared by the others.
  let begun: ReturnType<typeof inspectDatabase> | undefined
  const inspection = () => {
    begun ??= inspectDatabase(isThere ? database : 'sqlite::memory:', inspectTimeoutMs)
    return begun
  }
  return [
    { name: 'database', run: () => checkOpens(file) },
    { name: 'store', run: async () => checkEngine(await inspection()) },
    ...(isThere ? [{ name: 'damage', run: async () => checkWhole(await inspection()) }] : []),
    ...(file === undefined
      ? []
      : [
          { name: 'free space', run: () => checkFreeSpace(file) },
          { name: 'rights', run: () => checkRights(file) },
        ]),
    ...(isThere ? [keys] : []),
    port,
    { name: 'clock', run: async () => checkClock(clock, await inspection()) },
  ]
}

/** @throws Failure */
function fileOf(database: string): string | undefined {
  try {
    return databaseFile(database)
  } catch (error) {
    if (error instanceof DatabaseUrlError) throw new Failure(error.message, { cause: error })
    throw error
  }
}
