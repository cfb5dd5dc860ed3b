import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { CountedUpdates } from '../support/counted-updates.ts'
import { HttpClient } from '../support/http-client.ts'
import { type Program, startProgram } from '../support/program.ts'
import { SmallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts'
import { addDemoWebhook } from '../support/webhooks.ts'

const disk = new SmallDisk('32m')
const writers = 4
const contacts = 3
/** Longer than a webhook rests after an error of the database, twice. */
const fullMs = 12_000

let program: Program | undefined
let receiver: Receiver | undefined
const isOfBackground = (line: string) => line !== '' && !line.includes('request failed')

afterAll(async () => {
  await program?.stop('SIGKILL')
  await receiver?.close()
  disk.unmount()
})

it.runIf(disk.isMounted)(
  'BR-715 a full disk under the outbox loses no event, and deliveries go on when there is room',
  { timeout: 120_000 },
  async () => {
    receiver = await startReceiver({ answer: () => sleep(20).then(() => 200) })
    const { arrivals } = receiver
    const running = await startProgram({
      ...{ folder: disk.folder, demo: true, logLevel: 'warn' },
      args: ['--webhook-allow-private'],
    })
    program = running
    await addDemoWebhook(`sqlite:${running.file}`, receiver.url)
    const updates = new CountedUpdates()
    let isFull = false
    let refusals = 0
    const mayRefuse = () => {
      refusals += 1
      return isFull
    }
    const changing = Promise.all(
      Array.from({ length: writers }, () =>
        updates.run(() => running, { locationId: demoIds.location, contacts, mayRefuse }),
      ),
    )
    await until(() => arrivals.length > 100)
    const client = new HttpClient(running)
    // From now on, the index of searches is written, too.
    const search = { locationId: demoIds.location, pageLimit: 1 }
    expect(await client.call('POST', '/contacts/search', search)).toMatchObject({ status: 200 })
    isFull = true
    disk.fill()
    await until(() => refusals > 0)
    const before = { refusals, log: running.stderr().length }
    await sleep(fullMs)
    // The write-ahead log may start again, so that there is room for a moment.
    expect(refusals).toBeGreaterThan(before.refusals + 20)
    expect(await client.call('GET', '/healthz')).toMatchObject({ status: 200 })
    expect(await client.call('GET', '/readyz')).toMatchObject({ status: 503 })
    client.close()
    // Besides those of the refused requests.
    const entries = running.stderr().slice(before.log).split('\n').filter(isOfBackground)
    expect(entries.length, entries.join('\n')).toBeLessThanOrEqual(3)
    disk.free()
    await sleep(2_000)
    isFull = false
    const [acknowledged, arrived] = [updates.total, arrivals.length]
    await until(() => updates.total > acknowledged + 50 && arrivals.length > arrived + 50)
    updates.end()
    await changing
    await updates.untilTaken(arrivals)
    expect(updates.disorder(arrivals)).toEqual([])
    expect(await running.stop()).toMatchObject({ code: 0 })
  },
)
