import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { CountedUpdates } from '../support/counted-updates.ts'
import { PostgresCluster } from '../support/postgres/cluster.ts'
import { type Program, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts'
import { addDemoWebhook } from '../support/webhooks.ts'

/** For more: `CONTACTD_KILL_ROUNDS=30 npx vitest run test/postgres/webhook-faults.test.ts`. */
const rounds = Number(process.env.CONTACTD_KILL_ROUNDS ?? 3)
const roundTimeoutMs = 30_000
const timeout = 180_000
/** Longer than a lease. */
const outageMs = 12_000

let cluster: PostgresCluster
let args: string[]
let nodes: Program[]
/** Of two webhooks. */
let receivers: Receiver[]
beforeAll(async () => {
  cluster = await PostgresCluster.start()
  args = ['--database', cluster.url(), '--webhook-allow-private']
  nodes = [await startProgram({ demo: true, args }), await startProgram({ demo: true, args })]
  const answer = () => (Math.random() < 1 / 100 ? 500 : 200)
  receivers = [await startReceiver({ answer }), await startReceiver({ answer })]
  for (const { url } of receivers) await addDemoWebhook(cluster.url(), url)
}, timeout)
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  for (const receiver of receivers) await receiver.close()
  await cluster.close()
}, timeout)

/** Updates contacts at both nodes meanwhile, and expects that both webhooks get the event of each acknowledged update. */
async function expectDeliveries(
  what: string,
  fault: (goOn: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const updates = new CountedUpdates()
  const counted = { locationId: demoIds.location, contacts: 3, mayRefuse: () => true }
  const running = Promise.all(
    [0, 1, 0, 1].map((index) => updates.run(() => nodes[index] as Program, counted)),
  )
  await fault(async () => {
    const [before, ...arrived] = [updates.total, ...receivers.map(({ arrivals }) => arrivals.length)]
    await until(
      () =>
        updates.total > before + 20 &&
        receivers.every(({ arrivals }, index) => arrivals.length > (arrived[index] ?? 0)),
    )
  })
  updates.end()
  await running
  for (const { arrivals } of receivers) {
    await updates.untilTaken(arrivals)
    expect(updates.disorder(arrivals)).toEqual([])
  }
  const arrivals = receivers.map((receiver) => receiver.arrivals.length).join(' and ')
  console.info(`${what}: ${updates.total} acknowledged updates, ${arrivals} arrivals`)
}

describe('BR-711 every acknowledged change reaches two receivers, in order for each contact,', () => {
  it('while nodes are killed and come back', { timeout: timeout + rounds * roundTimeoutMs }, async () => {
    await expectDeliveries(`${rounds} kills`, async (goOn) => {
      for (let round = 0; round < rounds; round += 1) {
        await goOn()
        // At a different point of a delivery each time.
        await sleep(Math.random() * 300)
        await nodes[round % 2]?.stop('SIGKILL')
        nodes[round % 2] = await startProgram({ demo: true, args })
      }
    })
  })

  it('while a node stands still for longer than its lease', { timeout }, async () => {
    await expectDeliveries('a node that stood still', async (goOn) => {
      await goOn()
      const { pid } = nodes[0] as Program
      process.kill(pid, 'SIGSTOP')
      await sleep(outageMs)
      process.kill(pid, 'SIGCONT')
      await goOn()
    })
  })

  it('while the database is down for longer than a lease', { timeout }, async () => {
    await expectDeliveries('an outage', async (goOn) => {
      await goOn()
      await cluster.stop('immediate')
      await sleep(outageMs)
      await cluster.start()
      await goOn()
    })
  })
})
