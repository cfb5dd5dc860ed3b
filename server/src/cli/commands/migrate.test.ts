import { expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { migrations } from '../../storage/migrations/migrations.ts'

const all = migrations.map(({ number, name }) => ({ number, name }))

test('migrate prints what it applied', async () => {
  const contactd = new CommandLine()
  expect(await contactd.json('migrate')).toEqual({ applied: all })
  expect(await contactd.json('migrate')).toEqual({ applied: [] })
  expect(await contactd.run(['migrate'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'The database is up to date.\n',
  })
})

test('migrate prints one line per migration', async () => {
  const { code, stdout, stderr } = await new CommandLine().run(['migrate'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.trimEnd().split('\n')).toHaveLength(1 + all.length)
  expect(stdout).toMatch(/^APPLIED {2}NAME\n1 {8}initial\n/)
})

test.each([
  ['postgres://user@localhost', 'names no PostgreSQL database'],
  [
    'postgres://user:secret@127.0.0.1:1/db',
    "PostgreSQL can't be reached at postgres://user:***@127.0.0.1:1/db",
  ],
  ['mysql://user@localhost/db', 'is not one of sqlite:./path.db'],
  ['sqlite:/proc/no/such.db', "can't be written"],
])('migrate of %s fails with a sentence', async (database, sentence) => {
  const { code, stdout, stderr } = await new CommandLine().run(['migrate', '--database', database])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain(sentence)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
})

test('migrate creates partitions only in PostgreSQL, and only a sensible number', async () => {
  const contactd = new CommandLine()
  const sqlite = await contactd.run(['migrate', '--partitions', '8'])
  expect(sqlite).toMatchObject({ code: 1, stdout: '' })
  expect(sqlite.stderr).toContain('SQLite supports no partitions and no replicas: name a PostgreSQL database')
  for (const number of ['0', '1', '129', 'eight']) {
    const { code, stderr } = await contactd.run(['migrate', '--partitions', number])
    expect({ number, code }).toEqual({ number, code: 2 })
    expect(stderr).toContain('It is a number from 2 to 128.')
  }
})
