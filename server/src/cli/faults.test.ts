import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { runHere } from '../../../test/support/command-line.ts'
import { temporaryFolder } from '../../../test/support/program.ts'

let folder: string
let file: string
let backup: string
beforeEach(async () => {
  folder = temporaryFolder()
  file = join(folder, 'contactd.db')
  backup = join(folder, 'backup.db')
  expect((await runHere(['location', 'create', '--name', 'A', '--database', `sqlite:${file}`])).code).toBe(0)
  expect((await runHere(['backup', backup, '--quiet', '--database', `sqlite:${file}`])).code).toBe(0)
})

test('BR-378 --quiet prints nothing, and with --json only the JSON', async () => {
  const args = ['--database', `sqlite:${file}`, '--force', '--quiet']
  expect(await runHere(['backup', backup, ...args])).toEqual({ code: 0, stdout: '', stderr: '' })
  const { stdout, stderr } = await runHere(['backup', backup, ...args, '--json'])
  expect({ stderr, file: JSON.parse(stdout).file }).toEqual({ stderr: '', file: backup })
})

/** Expects a command to fail with a sentence for people. */
async function expectSentence(args: readonly string[], sentence: string) {
  const { code, stdout, stderr } = await runHere(args)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^contactd: [^\n]+\n$/)
  expect(stderr).toContain(sentence)
}

const list = (database = file) => ['location', 'list', '--database', `sqlite:${database}`]
const create = (database = file) => ['location', 'create', '--name', 'B', '--database', `sqlite:${database}`]
const save = (to: string) => ['backup', to, '--quiet', '--database', `sqlite:${file}`]
const restore = (from = backup) => ['restore', from, '--quiet', '--database', `sqlite:${folder}/new/to.db`]

describe('BR-372 problems with the machine or a file are reported in one sentence', () => {
  test('a folder in the place of a database', async () => {
    mkdirSync(join(folder, 'sub'))
    await expectSentence(list(join(folder, 'sub')), 'is not a file')
    await expectSentence(create(join(folder, 'sub')), "can't be opened for writing")
    await expectSentence(restore(join(folder, 'sub')), 'does not exist')
  })

  test('a folder in the place of a backup, and a missing parent folder', async () => {
    mkdirSync(join(folder, 'sub'))
    await expectSentence(save(join(folder, 'sub')), 'already exists')
    await expectSentence([...save(join(folder, 'sub')), '--force'], 'sub')
    await expectSentence(save(join(folder, 'none', 'b.db')), 'does not exist')
    await expectSentence(save(join(file, 'b.db')), 'contactd.db')
    expect(readdirSync(folder).sort()).toEqual(['backup.db', 'contactd.db', 'sub'])
  })

  test('a text in the place of a database or a backup', async () => {
    const text = join(folder, 'text.db')
    writeFileSync(text, 'This is a text, and no database at all. '.repeat(200))
    await expectSentence(list(text), 'is not a SQLite database')
    await expectSentence(create(text), 'is not a SQLite database')
    await expectSentence(restore(text), 'is not a SQLite database')
  })

  test.each([0.3, 0.6, 0.97])('a database and a backup truncated to %d of their length', async (part) => {
    const database = new Database(backup)
    const pages = database.pragma('page_count', { simple: true }) as number
    database.close()
    truncateSync(backup, Math.floor(pages * part) * 4096)
    await expectSentence(restore(), 'backup.db')
    truncateSync(file, Math.floor(pages * part) * 4096)
    const { code, stderr } = await runHere(create())
    // If nothing of the truncated part is needed, the command may succeed.
    if (code !== 0) expect(stderr).toMatch(/^contactd: [^\n]+\n$/)
  })

  const isOrdinary = process.getuid?.() !== 0
  test.runIf(isOrdinary)("a file and a folder that this account can't write", async () => {
    chmodSync(file, 0o400)
    await expectSentence(create(), 'This account has no access to')
    chmodSync(file, 0o600)
    mkdirSync(join(folder, 'closed'), { mode: 0o500 })
    await expectSentence(save(join(folder, 'closed', 'b.db')), 'closed')
    await expectSentence(create(join(folder, 'closed', 'c.db')), 'closed')
  })
})

const readOnly = temporaryFolder()
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', readOnly]).status === 0
afterAll(() => {
  if (isMounted) spawnSync('umount', [readOnly])
})

// Only on machines that can mount a file system.
test.runIf(isMounted)('BR-372 so is a read-only file system', async () => {
  const there = join(readOnly, 'contactd.db')
  expect((await runHere(create(there))).code).toBe(0)
  spawnSync('mount', ['-o', 'remount,ro', readOnly])
  await expectSentence(create(there), "can't be opened for writing")
  await expectSentence(list(there), "can't be opened for writing")
  await expectSentence(create(join(readOnly, 'other.db')), "can't be written (EROFS)")
  await expectSentence(save(join(readOnly, 'b.db')), 'EROFS')
})
