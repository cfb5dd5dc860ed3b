import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CommandLine } from '../support/command-line.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { startProgram } from '../support/program.ts'

let database: TestDatabase
let contactd: CommandLine
beforeAll(async () => {
  database = await createDatabase()
  contactd = new CommandLine(database.url)
  const program = await startProgram({ args: ['--database', database.url] })
  expect((await fetch(`${program.url}/_contactd/keys`)).status).toBe(200)
  await program.stop()
  await execute(database.url, "UPDATE kept_values SET content = 'damaged' WHERE name = 'secret-key'")
})
afterAll(() => database.drop())

describe('BR-104 serve on PostgreSQL', () => {
  it.each([
    ['one process', []],
    ['workers', ['--workers', '2']],
  ])('ends with one sentence if the secret key is damaged, as %s', async (_, args) => {
    expect(await contactd.run(['serve', '--port', '0', ...args])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'contactd: The secret key in the table kept_values is gone: restore the original.\n',
    })
  })
})
