import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startTestDispatcher } from '../../../test/support/test-dispatcher.ts'
import { until } from '../../../test/support/until.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { recordEvents } from '../api/events/record-events.ts'
import { addWebhook } from './add-webhook.ts'

const server = useTestServer()

async function newWebhook(locationId: string): Promise<string> {
  const { companyId, storage, clock, ids } = server
  const row = { locationId, companyId, id: ids.next(), clientId: null, url: 'http://127.0.0.1:9/' }
  await storage.write(
    (tx) => addWebhook(tx, { ...row, events: '*', sealedSecret: '', dateAdded: clock.now() }),
    { locationId },
  )
  return row.id
}

const record = (locationId: string, contactId: string) =>
  server.storage.write(
    (tx) => {
      const { ids, clock } = server
      const event = { type: 'ContactUpdate', contactId, payload: {} } as const
      return recordEvents(tx, { locationId, ids, at: clock.now() }, { has: () => true }, [event])
    },
    { locationId },
  )

it('BR-713 webhooks that always have events take turns with the others, and nothing is sent twice', async () => {
  const { fixtures, companyId } = server
  const busy = await Promise.all([1, 2, 3].map(() => fixtures.location(companyId)))
  const quiet = await fixtures.location(companyId)
  const waiting = await newWebhook(quiet)
  for (const locationId of busy) await newWebhook(locationId)
  const sent: string[] = []
  const problems: string[] = []
  const dispatcher = startTestDispatcher(
    server,
    async ({ key, event }) => {
      sent.push(`${key.webhookId} ${event.sequence}`)
      await sleep(5)
      return { status: 200, durationMs: 5 }
    },
    { problems, turns: { maxWorkers: 2, turnMs: 50 } },
  )
  let isOver = false
  let recorded = 0
  const changing = (async () => {
    while (!isOver) {
      for (const locationId of busy) {
        await record(locationId, `contact${recorded % 10}`)
        dispatcher.wake(locationId)
        recorded += 1
      }
      await sleep(5)
    }
  })()
  await until(() => sent.length > 10)
  await record(quiet, 'c')
  recorded += 1
  dispatcher.wake(quiet)
  await until(async () => {
    await dispatcher.catchUp()
    return sent.some((one) => one.startsWith(waiting))
  })
  isOver = true
  await changing
  await until(async () => {
    await dispatcher.catchUp()
    return sent.length >= recorded
  })
  await dispatcher.stop()
  expect(new Set(sent).size).toBe(recorded)
  expect(sent).toHaveLength(recorded)
  expect(problems).toEqual([])
})
