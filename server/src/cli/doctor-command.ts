import { existsSync } from 'node:fs'
import { Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { DatabaseUrlError, databaseFile } from '../storage/database-url.ts'
import { inspectDatabase } from '../storage/inspect-database.ts'
import { type Check, runCheck } from './doctor/check.ts'
import { checkEngine, checkOpens, checkWhole } from './doctor/database-checks.ts'
import { checkClock, checkFreeSpace, checkNode, checkRights } from './doctor/machine-checks.ts'
import { checkPort } from './doctor/port-check.ts'
import { postgresChecks } from './doctor/postgres-checks.ts'
import { Failure } from './failure.ts'
import { type CommonOptions, databaseOption, isPostgres, jsonOption, withVariable } from './options.ts'
import { printJson, printTable } from './output.ts'
import { portValue } from './values.ts'

interface DoctorOptions extends CommonOptions {
  host: string
  port: number
}

/** How long the database may be looked through: some gigabytes of it on a plain disk. */
const inspectTimeoutMs = 30_000

/** `contactd doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Checks what contactd needs, and says what to do where it is not there.')
    .addOption(databaseOption())
    .addOption(
      withVariable(
        new Option('--host <address>', 'address that the server is to listen on').default('127.0.0.1'),
      ),
    )
    .addOption(
      withVariable(
        new Option('--port <number>', 'port that the server is to listen on')
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
    throw new Failure(`What is wrong: ${failed.map(({ name }) => name).join(', ')}. Above stands what to do.`)
  }
}

function checksOf(options: DoctorOptions): Check[] {
  const machine = { name: 'Node.js', run: () => checkNode(process.versions.node) }
  const port = { name: 'port', run: () => checkPort(options.host, options.port) }
  // A URL that is none is refused here already.
  const file = fileOf(options.database)
  if (isPostgres(options.database)) return [machine, ...postgresChecks(options), port]
  return [machine, ...sqliteChecks(options.database, file, port)]
}

function sqliteChecks(database: string, file: string | undefined, port: Check): Check[] {
  const isThere = file !== undefined && existsSync(file)
  // Begun by the check that wants it first, and shared by the others.
  let begun: ReturnType<typeof inspectDatabase> | undefined
  const inspection = () => {
    begun ??= inspectDatabase(isThere ? database : 'sqlite::memory:', inspectTimeoutMs)
    return begun
  }
  return [
    { name: 'database', run: () => checkOpens(database, file) },
    { name: 'store', run: async () => checkEngine(await inspection()) },
    ...(isThere ? [{ name: 'damage', run: async () => checkWhole(await inspection()) }] : []),
    ...(file === undefined
      ? []
      : [
          { name: 'free space', run: () => checkFreeSpace(file) },
          { name: 'rights', run: () => checkRights(file) },
        ]),
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
