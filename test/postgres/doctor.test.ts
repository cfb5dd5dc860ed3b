import { afterEach, describe, expect, it } from 'vitest'
import { runCheck } from '../../server/src/cli/doctor/check.ts'
import { postgresChecks } from '../../server/src/cli/doctor/postgres-checks.ts'
import { CommandLine } from '../support/command-line.ts'
import {
  createDatabase,
  execute,
  newDatabaseName,
  postgresUrl,
  type TestDatabase,
  withDatabase,
} from '../support/postgres/databases.ts'

/** The findings, by the names of the checks. */
async function diagnose(database: string, databaseDirect?: string) {
  const results = await Promise.all(
    postgresChecks({ database, databaseDirect }).map((check) => runCheck(check)),
  )
  return Object.fromEntries(results.map(({ name, ...finding }) => [name, finding]))
}

const statuses = (found: Awaited<ReturnType<typeof diagnose>>) =>
  Object.fromEntries(Object.entries(found).map(([name, { status }]) => [name, status]))

const databases: TestDatabase[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop()
})

async function newDatabase(content: 'migrated' | 'empty'): Promise<string> {
  const database = await createDatabase(content)
  databases.push(database)
  return database.url
}

describe('contactd doctor on PostgreSQL (BR-347)', () => {
  it('finds nothing wrong with a database that is up to date, and prints it', async () => {
    const contactd = new CommandLine(await newDatabase('migrated'))
    const { code, stdout } = await contactd.run(['doctor', '--port', '0', '--json'])
    expect(code).toBe(0)
    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; status: string }[] }
    expect(ok).toBe(true)
    expect(checks.map(({ name, status }) => [name, status])).toEqual([
      ['Node.js', 'ok'],
      ['database', 'ok'],
      ['tables', 'ok'],
      ['rights', 'ok'],
      ['encoding', 'ok'],
      ['connections', expect.stringMatching(/ok|warn/)],
      ['clock', 'ok'],
      ['keys', 'ok'],
      ['port', 'ok'],
    ])
  })

  it('creates nothing in an empty database', async () => {
    const url = await newDatabase('empty')
    expect((await diagnose(url)).tables).toMatchObject({
      status: 'fail',
      found: 'it is empty',
      advice: 'Name another with --database, or create its tables: contactd migrate.',
    })
    expect(await execute(url, `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)).toEqual([])
  })

  it("reports a user who can't create tables, inaccessible tables, and what to grant", async () => {
    const url = await newDatabase('migrated')
    const role = newDatabaseName()
    const other = new URL(url)
    other.username = role
    other.password = 'test'
    await execute(url, `CREATE ROLE ${role} LOGIN PASSWORD 'test'`)
    try {
      expect((await diagnose(other.href)).rights).toMatchObject({
        status: 'fail',
        found: 'the user may not create tables',
      })
      await execute(url, `GRANT CREATE ON SCHEMA public TO ${role}`)
      expect((await diagnose(other.href)).rights).toMatchObject({
        status: 'fail',
        found: expect.stringMatching(/^\d+ tables are not accessible to the user$/),
      })
    } finally {
      await execute(url, `DROP OWNED BY ${role}`)
      await execute(url, `DROP ROLE ${role}`)
    }
  })

  it("reports an encoding that can't represent every name", async () => {
    const name = newDatabaseName()
    const url = withDatabase(postgresUrl(), name)
    await execute(
      postgresUrl(),
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'`,
    )
    databases.push({
      url,
      drop: async () => {
        await execute(postgresUrl(), `DROP DATABASE ${name}`)
      },
    })
    expect((await diagnose(url)).encoding).toMatchObject({ status: 'fail' })
  })

  it('reports the database of another program', async () => {
    const url = await newDatabase('empty')
    await execute(url, 'CREATE TABLE something_else (id BIGINT)')
    expect((await diagnose(url)).tables).toMatchObject({
      status: 'fail',
      found: 'The PostgreSQL database belongs to another program: name an empty one.',
    })
  })

  it('reports an unreachable server once, and nothing that it could not check', async () => {
    const found = await diagnose('postgres://me:secret@127.0.0.1:1/contacts')
    expect(statuses(found)).toEqual({
      database: 'fail',
      tables: 'warn',
      rights: 'warn',
      encoding: 'warn',
      connections: 'warn',
      clock: 'warn',
    })
    expect(found.database?.found).toContain("PostgreSQL can't be reached at postgres://me:***@127.0.0.1:1/")
  })

  it('reports an unreachable pooler in front of the database', async () => {
    const direct = await newDatabase('migrated')
    expect(statuses(await diagnose(direct, direct)).pooler).toBe('ok')
    const found = statuses(await diagnose('postgres://me:secret@127.0.0.1:1/contacts', direct))
    expect(found).toMatchObject({ database: 'ok', pooler: 'fail' })
  })
})
