import { afterAll, beforeAll, it } from 'vitest'
import { expectNoLostUpdate, lostUpdatesTimeoutMs } from '../support/lost-updates.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'

let database: TestDatabase
let nodes: Program[]
beforeAll(async () => {
  database = await createDatabase()
  const args = ['--database', database.url]
  nodes = [await startProgram({ demo: true, args }), await startProgram({ demo: true, args })]
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await database.drop()
})

it('two servers on one PostgreSQL lose no update', { timeout: lostUpdatesTimeoutMs }, () =>
  expectNoLostUpdate(nodes),
)
