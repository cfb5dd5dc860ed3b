import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { HttpClient } from '../support/http-client.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts'
import { addDemoWebhook } from '../support/webhooks.ts'

/** `CONTACTD_TEST_LONG=1` takes a minute. */
const count = process.env.CONTACTD_TEST_LONG === undefined ? 20_000 : 100_000
/** A heap grows to some multiple of what lives, whatever the number of events. */
const mostGrowthMb = 300
/** Of a loaded machine. Without pauses, it was as long as the whole command. */
const longestUpdateMs = 3_000
const takenTimeoutMs = 200_000

let receiver: Receiver | undefined
let program: Program | undefined
afterEach(async () => {
  await program?.stop()
  await receiver?.close()
})

/** Adds events of many contacts that were delivered. */
function addDelivered(file: string): void {
  const database = new Database(file)
  const { id } = database.prepare<[], { id: string }>('SELECT id FROM webhooks').get() ?? { id: '' }
  const event = database.prepare(
    `INSERT INTO webhook_events (location_id, id, type, contact_id, date_added, document)
     VALUES (:locationId, :id, 'ContactUpdate', :contactId, :now, :document)`,
  )
  const delivery = database.prepare(
    `INSERT INTO webhook_deliveries
       (location_id, webhook_id, sequence, contact_id, status, repeats, date_updated, attempts)
     VALUES (:locationId, :webhookId, :sequence, :contactId, 'delivered', 0, :now, '[]')`,
  )
  database.transaction(() => {
    for (let number = 0; number < count; number += 1) {
      const contactId = `contact${number % 1000}`
      const row = { locationId: demoIds.location, contactId, now: Date.now() }
      const document = JSON.stringify({ type: 'ContactUpdate', id: contactId, city: `${number}` })
      const { lastInsertRowid: sequence } = event.run({ ...row, id: `event-${number}`, document })
      delivery.run({ ...row, webhookId: id, sequence })
    }
    database.exec(
      'UPDATE webhook_progress SET position = (SELECT MAX(sequence) FROM webhook_events), leased_until = 0',
    )
  })()
  database.close()
}

const residentMb = ({ pid }: Program) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

it.runIf(process.platform === 'linux')(
  'BR-733 many redeliveries go on beside updates, in bounded memory',
  { timeout: 300_000 },
  async () => {
    receiver = await startReceiver()
    const { arrivals, url } = receiver
    const running = await startProgram({ demo: true, args: ['--webhook-allow-private'] })
    program = running
    const database = `sqlite:${running.file}`
    await addDemoWebhook(database, url)
    addDelivered(running.file)
    const before = residentMb(running)

    const client = new HttpClient(running)
    const times: number[] = []
    let isOver = false
    const updating = (async () => {
      for (let number = 0; !isOver; number += 1) {
        const since = performance.now()
        const change = { firstName: `Ada ${number}` }
        expect(await client.call('PUT', '/contacts/ocQHyuzHvuMOe5N5jjXF', change)).toMatchObject({
          status: 200,
        })
        times.push(performance.now() - since)
        await sleep(10)
      }
    })()
    const args = ['--since', '1h', '--database', database]
    const { code, stderr } = await runProgram(['webhook', 'redeliver', ...args])
    expect([code, stderr]).toEqual([0, expect.stringMatching(/ events? will be sent once more/)])
    const sent = Number(/(\d+) events?/.exec(stderr)?.[1])
    expect(sent).toBeGreaterThanOrEqual(count)
    let most = 0
    const giveUpAt = performance.now() + takenTimeoutMs
    while (new Set(arrivals.map(({ eventId }) => eventId)).size < count) {
      if (performance.now() > giveUpAt) throw new Error(`Only ${arrivals.length} events have arrived.`)
      most = Math.max(most, residentMb(running))
      await sleep(200)
    }
    isOver = true
    await updating
    client.close()
    console.info(
      `${count} redeliveries: ${times.length} updates, the longest ${Math.round(Math.max(...times))} ms; ` +
        `memory ${Math.round(before)} → ${Math.round(most)} MB`,
    )
    expect(Math.max(...times)).toBeLessThan(longestUpdateMs)
    expect(most - before).toBeLessThan(mostGrowthMb)
  },
)
