import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Changes, changeContacts, type Refusal } from '../support/change-contacts.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

let database: TestDatabase
let args: string[]
let staying: Program
beforeAll(async () => {
  database = await createDatabase()
  args = ['--database', database.url]
  staying = await startProgram({ demo: true, args })
})
afterAll(async () => {
  await staying.stop()
  await database.drop()
})

it('a node that is killed under load does not affect another one: no request there is refused, nothing is lost', {
  timeout: 5 * 60_000,
}, async () => {
  for (let round = 1; round <= 3; round += 1) {
    const killed = await startProgram({ demo: true, args })
    const refused: Refusal[] = []
    let isOver = false
    let acknowledged = 0
    const changing: Promise<Changes> = changeContacts({
      nodes: [staying, killed],
      clientsPerNode: 16,
      contacts: 5,
      goesOn: (counts) => {
        acknowledged = counts.acknowledged
        return !isOver
      },
      refused: (reply, node) => {
        if (node === staying) refused.push(reply)
        return sleep(20)
      },
    })
    await until(() => acknowledged > 100)
    // At a different point of a transaction each time.
    await sleep(Math.random() * 100)
    await killed.stop('SIGKILL')
    const before = acknowledged
    await until(() => acknowledged > before + 100)
    isOver = true
    const { problems } = await changing
    expect(refused).toEqual([])
    expect(await problems([staying])).toEqual([])
  }
})
