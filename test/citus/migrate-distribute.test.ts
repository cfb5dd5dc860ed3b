import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ClusterDatabase, createClusterDatabase } from '../support/citus/databases.ts'
import { fillDatabase, placesOf, rowsOfTables, schemaOf } from '../support/citus/tables.ts'
import { runHere } from '../support/command-line.ts'
import { execute } from '../support/postgres/databases.ts'
import { adopt, launcher, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'

let database: ClusterDatabase
beforeEach(async () => {
  database = await createClusterDatabase()
})
afterEach(() => database.drop())

const argsFor = (...more: string[]) => ['migrate', '--database', database.url, '--distribute', '4', ...more]

/** Enough for many tables, and few enough that others are left. */
const someLocks = 100

/** Waits until a distribution has made many tables on a worker, which only its locks show before it ends. */
const untilHalfDone = (worker: string) =>
  until(async () => {
    const [found] = await execute<{ count: string }>(
      worker,
      `SELECT COUNT(DISTINCT relation) FROM pg_locks JOIN pg_database AS d ON d.oid = database
       WHERE datname = current_database() AND mode = 'AccessExclusiveLock'`,
    )
    return Number(found?.count) > someLocks
  })

const serverOf = 'datname = current_database() AND pid <> pg_backend_pid()'
const endSessions = (url: string) =>
  execute(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${serverOf} AND backend_type = 'client backend'`,
  )
const untilRolledBack = () =>
  until(async () => {
    const sessions = await execute(
      database.url,
      `SELECT 1 FROM pg_stat_activity WHERE ${serverOf} AND application_name = 'contactd'`,
    )
    return sessions.length === 0
  })

/** Runs the command until it is half done, and ends it by `kill`. @returns its exit code and what it printed. */
async function endHalfDone(kill: (pid: number) => unknown): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(launcher, argsFor(), { cwd: temporaryFolder(), stdio: ['ignore', 'ignore', 'pipe'] })
  adopt(child)
  const ended = once(child, 'close') as Promise<[number | null]>
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  await untilHalfDone(database.workers[0] ?? '')
  await kill(child.pid ?? 0)
  const [code] = await ended
  return { code, stderr }
}

it('contactd migrate --distribute says what it will do, does it, and says when it is done already', async () => {
  const dry = await runHere(argsFor('--dry-run'))
  expect(dry).toMatchObject({ code: 0, stdout: '' })
  expect(dry.stderr).toMatch(/: 4 shards on 2 workers\.\n- applies the migration 1, initial\n/)
  expect(dry.stderr).toMatch(/\nNothing was changed\.\n$/)
  expect(await schemaOf(database.url)).toEqual([])
  const done = await runHere(argsFor())
  expect(done).toEqual({
    code: 0,
    stdout: '',
    stderr: dry.stderr.replace('Nothing was changed.', 'The database is distributed in 4 shards.'),
  })
  expect(await placesOf(database.url)).toMatchObject({ contacts: 'location_id', tokens: 'reference' })
  const again = await runHere([...argsFor('--json'), '--distribute', '8'])
  expect(again.stderr).toMatch(/ is already distributed: 4 shards on 2 workers\.\n$/)
  expect(JSON.parse(again.stdout)).toEqual({ applied: [], workers: 2, shards: 4, steps: [], dryRun: false })
})

it.each([
  ['its process is killed', (pid: number) => process.kill(pid, 'SIGKILL'), null, ''],
  ['the coordinator ends its session', () => endSessions(database.url), 1, "PostgreSQL can't be reached"],
  ['a worker ends its session', () => endSessions(database.workers[0] ?? ''), 1, 'contactd: '],
] as const)('the database is as before if %s', async (_, kill, code, sentence) => {
  await fillDatabase(database.url, 30)
  const before = { schema: await schemaOf(database.url), rows: await rowsOfTables(database.url) }
  const ended = await endHalfDone(kill)
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining(sentence) })
  expect(ended.stderr).not.toContain('    at ')
  await untilRolledBack()
  expect(await placesOf(database.url)).toEqual({})
  expect({ schema: await schemaOf(database.url), rows: await rowsOfTables(database.url) }).toEqual(before)
  for (const worker of database.workers) expect(await schemaOf(worker)).toEqual([])
  expect(await runHere(argsFor())).toMatchObject({ code: 0 })
  expect(await placesOf(database.url)).toMatchObject({ contacts: 'location_id' })
  expect(await rowsOfTables(database.url)).toEqual(before.rows)
})
