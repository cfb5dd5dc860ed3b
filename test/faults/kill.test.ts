import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { HttpClient } from '../support/http-client.ts'
import { Ledger } from '../support/ledger.ts'
import { type Program, startProgram, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'

/** For more: `CONTACTD_KILL_ROUNDS=100 npx vitest run test/faults/kill.test.ts`. */
const rounds = Number(process.env.CONTACTD_KILL_ROUNDS ?? 5)
const roundTimeoutMs = 20_000
const connections = 16
/** One write in this many creates a contact; the others update their connection's latest one. */
const updatesPerCreate = 5

it('every acknowledged write survives kill -9 under load', {
  timeout: rounds * roundTimeoutMs,
}, async () => {
  const folder = temporaryFolder()
  const ledger = new Ledger('ve9EPM428h8vShlRW1KT')
  let program = await startProgram({ folder, demo: true })
  for (let round = 1; round <= rounds; round++) {
    const before = ledger.acknowledged
    await writeUntilKilled(program, ledger)
    expect(ledger.acknowledged - before).toBeGreaterThan(connections)

    program = await startProgram({ folder, demo: true })
    expect(ledger.problems(program.file, { unanswered: 'maybe done' })).toEqual([])
    expect(await problemsOfAnswers(program, ledger)).toEqual([])
  }
  console.info(`kill -9: ${rounds} rounds, ${ledger.acknowledged} acknowledged writes, none lost`)
  expect(await program.stop()).toMatchObject({ code: 0 })
})

/** Writes on every connection, each after the previous response, and kills the server meanwhile. */
async function writeUntilKilled(program: Program, ledger: Ledger): Promise<void> {
  let killed = false
  const writers = Array.from({ length: connections }, async () => {
    const client = new HttpClient(program)
    try {
      for (;;) {
        const id = await ledger.create(client)
        for (let update = 0; update < updatesPerCreate; update++) await ledger.update(client, id)
      }
    } catch (error) {
      // The broken connection is expected; an unexpected response is always an error.
      if (!killed || !(error instanceof Error && 'code' in error)) throw error
    } finally {
      client.close()
    }
  })
  const written = Promise.all(writers)
  const enough = ledger.acknowledged + 2 * connections
  await Promise.race([until(() => ledger.acknowledged > enough), written])
  // At a different point of a commit each time.
  await sleep(Math.random() * 500)
  killed = true
  expect(await program.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
  await written
}

/** What clients get after the restart. */
async function problemsOfAnswers(program: Program, ledger: Ledger): Promise<string[]> {
  const ids = ledger.contactIds
  const askers = Array.from({ length: connections }, async () => {
    const client = new HttpClient(program)
    const problems: string[] = []
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const problem = await ledger.problemOf(client, id)
      if (problem !== undefined) problems.push(problem)
    }
    client.close()
    return problems
  })
  return (await Promise.all(askers)).flat()
}
