import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestDispatcher } from '../../../../test/support/test-dispatcher.ts'
import { until } from '../../../../test/support/until.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { recordEvents } from '../../api/events/record-events.ts'
import { addWebhook } from '../add-webhook.ts'
import type { DeliveryRequest, SentAttempt } from '../delivery.ts'
import type { Dispatcher } from '../dispatcher.ts'
import { getWebhook } from '../find-webhook.ts'
import { deliveriesOf, firstOf } from './list-deliveries.ts'
import { redeliverNamed, redeliverSince } from './redeliver.ts'

const server = useTestServer()
const failure = { status: 500, durationMs: 1, error: 'The receiver answered 500.' }
const success = { status: 200, durationMs: 1 }

/** An attempt that is underway. */
interface Underway extends Pick<DeliveryRequest, 'attempt' | 'isRepeat'> {
  answer(sent: SentAttempt): void
}

let locationId: string
let webhookId: string
let sent: Underway[]
let dispatcher: Dispatcher
beforeEach(async () => {
  const { fixtures, companyId, storage, clock, ids } = server
  locationId = await fixtures.location(companyId)
  webhookId = ids.next()
  const row = {
    locationId,
    companyId,
    id: webhookId,
    clientId: null,
    url: 'http://127.0.0.1:9/',
    events: '*',
  }
  await storage.write((tx) => addWebhook(tx, { ...row, sealedSecret: '', dateAdded: clock.now() }), {
    locationId,
  })
  sent = []
  dispatcher = startTestDispatcher(
    server,
    ({ attempt, isRepeat }) => new Promise((answer) => sent.push({ attempt, isRepeat, answer })),
  )
})
afterEach(async () => {
  for (const { answer } of sent) answer(success)
  await dispatcher.stop()
})

async function record(): Promise<void> {
  const { storage, ids, clock } = server
  const event = { type: 'ContactUpdate', contactId: 'c', payload: {} } as const
  await storage.write(
    (tx) => recordEvents(tx, { locationId, ids, at: clock.now() }, { has: () => true }, [event]),
    { locationId },
  )
  dispatcher.wake(locationId)
}

async function delivery() {
  const { storage } = server
  const row = await storage.read((tx) => getWebhook(tx, locationId, webhookId))
  const [found] = await firstOf(
    deliveriesOf((fn) => storage.read(fn), row),
    1,
  )
  return { id: '', status: '', attempts: [], ...found?.view }
}

const redeliver = async () => {
  const done = await redeliverNamed(server, locationId, [(await delivery()).id])
  dispatcher.wake(locationId)
  return [done.redelivered, done.pending]
}
const answer = async (number: number, one: SentAttempt) => {
  await until(() => sent.length >= number)
  sent[number - 1]?.answer(one)
  await until(async () => (await delivery()).attempts.length === number)
  return (await delivery()).status
}

it('BR-733 a redelivery during an attempt of the same delivery sends nothing twice, and loses no attempt', async () => {
  await record()
  await until(() => sent.length === 1)
  // Of the first attempt, the database knows nothing yet.
  expect(await redeliver()).toEqual([0, 1])
  expect(await answer(1, failure)).toBe('pending')
  server.clock.advance(60_000)
  await dispatcher.catchUp()
  await until(() => sent.length === 2)
  expect(await redeliver()).toEqual([0, 1])
  expect(await answer(2, success)).toBe('delivered')

  expect(await redeliver()).toEqual([1, 0])
  await until(() => sent.length === 3)
  expect(await redeliver()).toEqual([0, 1])
  const since = { since: server.clock.now() - 3_600_000 }
  const key = { locationId, webhookId }
  expect(await redeliverSince(server.storage, server, key, since)).toMatchObject({
    redelivered: 0,
    pending: 1,
  })
  expect(await answer(3, failure)).toBe('pending')
  server.clock.advance(60_000)
  await dispatcher.catchUp()
  expect(await answer(4, success)).toBe('delivered')
  await dispatcher.catchUp()
  expect(sent.map(({ attempt, isRepeat }) => [attempt, isRepeat])).toEqual([
    [1, false],
    [2, false],
    [3, true],
    [4, true],
  ])
})

it('BR-733 redeliveries at the same time send an event once', async () => {
  await record()
  expect(await answer(1, success)).toBe('delivered')
  const { id } = await delivery()
  const done = await Promise.all(Array.from({ length: 10 }, () => redeliverNamed(server, locationId, [id])))
  dispatcher.wake(locationId)
  expect(await answer(2, success)).toBe('delivered')
  await dispatcher.catchUp()
  expect(sent).toHaveLength(2)
  expect(done.reduce((sum, { redelivered }) => sum + redelivered, 0)).toBe(1)
})
