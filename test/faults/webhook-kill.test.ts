import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { CountedUpdates } from '../support/counted-updates.ts'
import { type Program, startProgram, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts'
import { addDemoWebhook } from '../support/webhooks.ts'

/** For more: `CONTACTD_KILL_ROUNDS=30 npx vitest run test/faults/webhook-kill.test.ts`. */
const rounds = Number(process.env.CONTACTD_KILL_ROUNDS ?? 8)
const roundTimeoutMs = 10_000
const writers = 4
/** Of each writer. */
const contacts = 3
/** One in so many requests fails. */
const failurePart = 1 / 100

const receivers: Receiver[] = []
afterAll(async () => {
  for (const receiver of receivers) await receiver.close()
})

it('BR-711 every acknowledged change reaches the receiver through kill -9, in order for each contact', {
  timeout: 60_000 + rounds * roundTimeoutMs,
}, async () => {
  const folder = temporaryFolder()
  const args = ['--webhook-allow-private']
  const receiver = await startReceiver({ answer: () => (Math.random() < failurePart ? 500 : 200) })
  receivers.push(receiver)
  let program = await startProgram({ folder, demo: true, args })
  await addDemoWebhook(`sqlite:${program.file}`, receiver.url)

  const updates = new CountedUpdates()
  const running = Promise.all(
    Array.from({ length: writers }, () =>
      updates.run(() => program, { locationId: demoIds.location, contacts }),
    ),
  )
  const { arrivals } = receiver
  for (let round = 1; round <= rounds; round += 1) {
    const [acknowledged, arrived] = [updates.total, arrivals.length]
    await until(() => updates.total > acknowledged + 5 * writers && arrivals.length > arrived)
    // At a different point of a delivery each time.
    await sleep(Math.random() * 300)
    expect(await program.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
    endLeases(program)
    program = await startProgram({ folder, demo: true, args })
  }
  updates.end()
  await running
  await updates.untilTaken(arrivals)
  expect(updates.disorder(arrivals)).toEqual([])
  console.info(
    `kill -9: ${rounds} rounds, ${updates.total} acknowledged updates, ${arrivals.length} arrivals`,
  )
  expect(await program.stop()).toMatchObject({ code: 0 })
})

/** What ten seconds do: the webhook of a server that was killed is free. */
function endLeases({ file }: Program): void {
  const database = new Database(file)
  database.prepare('UPDATE webhook_progress SET leased_until = 0').run()
  database.close()
}
