import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { commandsThat, databaseCommands, leafCommands, runOn } from '../../../test/support/commands.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { silentLog } from '../storage/log.ts'
import { migrations, newestMigration } from '../storage/migrations/migrations.ts'
import { openSqlite } from '../storage/sqlite/open-sqlite.ts'
import { DatabaseOption } from './options.ts'
import { buildProgram } from './program.ts'

const newestIn = (file: string) => {
  const database = new Database(file, { fileMustExist: true })
  try {
    return database.prepare('SELECT MAX(number) FROM migrations').pluck().get()
  } finally {
    database.close()
  }
}

/** A database of another contactd, one migration behind. */
async function olderDatabase(): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder()
  const file = join(folder, 'contactd.db')
  const older = { file, clock, log: silentLog, migrations: migrations.slice(0, -1) }
  await (await openSqlite(older)).storage.close()
  return { folder, file }
}

test('every command declares how it uses a database', async () => {
  const declared = leafCommands(await buildProgram()).map(([words, { options }]) => {
    const used = options.filter((option) => option instanceof DatabaseOption)
    // A command that reads one database and writes another creates only the second.
    const isReading = used.some(({ use }) => use === 'reads')
    return [words, isReading ? 'reads' : (used[0]?.use ?? 'neither')]
  })
  const listed = Object.entries(databaseCommands).map(([words, { use }]) => [words, use])
  expect(declared.sort()).toEqual(listed.sort())
})

describe('BR-370 a command that only reads creates no database', () => {
  test.each(commandsThat('reads'))('%s without a database', async (words) => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'elsewhere'))
    const file = join(folder, 'typo', 'x.db')
    const { code, stdout, stderr } = await runOn(words, `sqlite:${file}`, folder)
    expect(code).toBe(1)
    expect(stdout + stderr).toContain(
      `The database ${file} does not exist: name another with --database, or create it with \`contactd migrate\`.`,
    )
    expect(stderr).toMatch(/^contactd: [^\n]+\n$/)
    expect(readdirSync(folder)).toEqual(['elsewhere'])
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
  })

  test.each(commandsThat('reads'))('%s with an empty file', async (words) => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'elsewhere'))
    const file = join(folder, 'x.db')
    writeFileSync(file, '', { mode: 0o600 })
    const { code, stdout, stderr } = await runOn(words, `sqlite:${file}`, folder)
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/\bis empty|is an empty database/)
    expect(stderr).toMatch(/^contactd: [^\n]+\n$/)
    expect(readFileSync(file).length).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['elsewhere', 'x.db'])
  })

  test.each(commandsThat('reads'))('%s does not change an older one', async (words) => {
    const { folder, file } = await olderDatabase()
    mkdirSync(join(folder, 'elsewhere'))
    const { code, stderr } = await runOn(words, `sqlite:${file}`, folder)
    expect(newestIn(file)).toBe(newestMigration - 1)
    // Commands that move or check a database accept an older one; a list can't.
    if (['backup', 'copy', 'doctor'].includes(words)) expect(code).toBe(0)
    else {
      expect(code).toBe(1)
      expect(stderr).toBe(
        `contactd: The database ${file} was created by an older contactd: migrate it with \`contactd migrate\`.\n`,
      )
    }
  })
})

describe('BR-371 a command that writes creates the database, and migrates it', () => {
  // `serve` does not end on its own, and `restore` checks the backup first: other tests cover them.
  const writing = commandsThat('writes').filter((words) => words !== 'serve' && words !== 'restore')

  test.each(writing)('%s without a database', async (words) => {
    const folder = temporaryFolder()
    const file = join(folder, 'data', 'contactd.db')
    const { stderr } = await runOn(words, `sqlite:${file}`, folder)
    expect(stderr).not.toContain(`The database ${file} does not exist`)
    expect(newestIn(file)).toBe(newestMigration)
  })

  test('an older one', async () => {
    const { folder, file } = await olderDatabase()
    expect(await runOn('location create', `sqlite:${file}`, folder)).toMatchObject({ code: 0 })
    expect(newestIn(file)).toBe(newestMigration)
  })
})
