import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandsThat, runOn } from '../support/commands.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { temporaryFolder } from '../support/program.ts'

const tables = `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`
const migrated = 'SELECT number FROM migrations'

let empty: TestDatabase
let older: TestDatabase
beforeAll(async () => {
  empty = await createDatabase('empty')
  older = await createDatabase()
  await execute(older.url, 'DELETE FROM migrations WHERE number = (SELECT MAX(number) FROM migrations)')
})
afterAll(async () => {
  await empty.drop()
  await older.drop()
})

/** Runs a command, and expects one line on stderr and an unchanged database. */
async function run(words: string, url: string) {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'elsewhere'))
  const outcome = await runOn(words, url, folder)
  return { ...outcome, made: readdirSync(join(folder, 'elsewhere')) }
}

describe('BR-370 a command that only reads creates no tables in PostgreSQL', { timeout: 120_000 }, () => {
  it.each(commandsThat('reads'))('%s, if there are none', async (words) => {
    const { code, stdout, stderr, made } = await run(words, empty.url)
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/\bis empty|is an empty database/)
    expect(stderr).toMatch(/^contactd: [^\n]+\n$/)
    expect(made).toEqual([])
    expect(await execute(empty.url, tables)).toEqual([])
  })

  it.each(commandsThat('reads').filter((words) => words.endsWith(' list')))(
    '%s refuses those of an older contactd, and does not change them',
    async (words) => {
      const before = await execute(older.url, migrated)
      const { code, stdout, stderr } = await run(words, older.url)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/^contactd: The database \S+ was created by an older contactd: [^\n]+\n$/)
      expect(await execute(older.url, migrated)).toEqual(before)
    },
  )

  it('a missing database is reported in one sentence', async () => {
    const url = new URL(empty.url)
    url.pathname = 'typo'
    const { code, stderr } = await run('location list', url.href)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^contactd: PostgreSQL has no such database \([^\n]+\): [^\n]+\n$/)
  })
})
