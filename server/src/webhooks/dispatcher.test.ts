import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { until } from '../../../test/support/until.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { systemClock } from '../lib/clock.ts'
import type { StorageLog } from '../storage/log.ts'
import { statement } from '../storage/statement.ts'
import { type Storage, StorageUnavailableError } from '../storage/storage.ts'
import { addWebhook } from './add-webhook.ts'
import type { DeliveryRequest, SentAttempt } from './delivery.ts'
import { listProgressOfLocation } from './delivery-store.ts'
import { type Dispatcher, startDispatcher } from './dispatcher.ts'
import { contactdRetries } from './retry-schedule.ts'
import { updateWebhook } from './update-webhook.ts'
import { maxFailures } from './webhook-health.ts'

const listStates = statement<{ locationId: string }, { status: string; attempts: string }>(
  'dispatcher-test-states',
  'SELECT status, attempts FROM webhook_deliveries WHERE location_id = :locationId ORDER BY sequence, webhook_id',
)
const findNextAttempt = statement<{ locationId: string }, { at: number }>(
  'dispatcher-test-next-attempt',
  'SELECT MIN(next_attempt) AS "at" FROM webhook_deliveries WHERE location_id = :locationId',
)
const endLease = statement<{ locationId: string; webhookId: string; leasedUntil: number; nodeId: string }>(
  'dispatcher-test-end-lease',
  `UPDATE webhook_progress SET leased_until = :leasedUntil, leased_by = :nodeId
   WHERE location_id = :locationId AND webhook_id = :webhookId`,
)
const emptied = ['webhooks', 'webhook_progress', 'webhook_events', 'webhook_deliveries'].map((table) =>
  statement<{ locationId: string }>(
    `dispatcher-test-empty-${table.replaceAll('_', '-')}`,
    `DELETE FROM ${table} WHERE location_id = :locationId`,
  ),
)

const server = useTestServer()
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

interface Received {
  webhookId: string
  city: string
  contactId: string
  attempt: number
  isRepeat: boolean
  sequence: number
}

/** What a webhook answers; 200 by default. */
let answerOf: (received: Received) => Partial<SentAttempt> | Promise<Partial<SentAttempt>>
let received: Received[]
let paused: string[]
let dispatchers: Dispatcher[]
let webhookId: string

beforeEach(async () => {
  answerOf = () => ({ status: 200 })
  received = []
  paused = []
  dispatchers = []
  webhookId = await newWebhook()
})
afterEach(async () => {
  for (const dispatcher of dispatchers) await dispatcher.stop()
  await server.storage.write(async (tx) => {
    for (const sql of emptied) await tx.run(sql, { locationId: server.locationId })
  }, 'database')
})

async function newWebhook(events = 'ContactUpdate'): Promise<string> {
  const { storage, ids, locationId, companyId, clock } = server
  const id = ids.next()
  const row = {
    locationId,
    companyId,
    id,
    clientId: null,
    url: 'http://127.0.0.1:9/',
    events,
    sealedSecret: '',
  }
  await storage.write((tx) => addWebhook(tx, { ...row, dateAdded: clock.now() }), { locationId })
  return id
}

function dispatch({
  storage = server.storage,
  warn = (details) => {
    throw details
  },
}: {
  storage?: Storage
  warn?: StorageLog['warn']
} = {}): Dispatcher {
  const { clock, ids } = server
  const dispatcher = startDispatcher(
    {
      storage,
      clock,
      ids,
      retries: contactdRetries,
      random: () => 0,
      giveUp: () => undefined,
      attempted: () => undefined,
      paused: (key) => paused.push(key.webhookId),
      deliver: async ({ key, event, attempt, isRepeat }: DeliveryRequest) => {
        const { city = '', id: contactId } = JSON.parse(event.document)
        const one = { webhookId: key.webhookId, city, contactId, attempt, isRepeat, sequence: event.sequence }
        received.push(one)
        const answer = await answerOf(one)
        return {
          durationMs: 1,
          ...answer,
          ...(answer.status !== 200 && { error: 'The receiver answered badly.' }),
        }
      },
    },
    { warn },
  )
  dispatchers.push(dispatcher)
  return dispatcher
}

const change = async (contactId: string, city: string) => {
  const { status } = await server.call('PUT', `/contacts/${contactId}`, { city })
  expect(status).toBe(200)
  // As the storage of a server does. Another node has to find the events.
  dispatchers[0]?.wake(server.locationId)
}
const cities = () => received.map(({ city }) => city)
const nextAttempt = async () => {
  const { storage, locationId } = server
  return (await storage.read((tx) => tx.get(findNextAttempt, { locationId })))?.at ?? Number.NaN
}
const settled = async () => {
  const { storage, locationId } = server
  const rows = await storage.read((tx) => tx.all(listStates, { locationId }))
  return rows.map(({ status, attempts }) => `${status} ${(JSON.parse(attempts) as []).length}`)
}

describe('a webhook', () => {
  it('BR-712 gets the events since it was made, once, those of a contact in order', async () => {
    const [one, two] = [await newContact(server), await newContact(server)]
    dispatch()
    for (let turn = 0; turn < 5; turn += 1) {
      await change(one, `one ${turn}`)
      await change(two, `two ${turn}`)
    }
    await until(async () => (await settled()).length === 10)
    expect(await settled()).toEqual(Array(10).fill('delivered 1'))
    for (const [name, id] of [
      ['one', one],
      ['two', two],
    ] as const)
      expect(received.filter(({ contactId }) => contactId === id).map(({ city }) => city)).toEqual(
        [0, 1, 2, 3, 4].map((turn) => `${name} ${turn}`),
      )
  })

  it('gets what was recorded while nobody delivered', async () => {
    const one = await newContact(server)
    for (let turn = 0; turn < 300; turn += 1) await change(one, `${turn}`)
    dispatch()
    await until(async () => (await settled()).length === 300)
    expect(cities()).toEqual(Array.from({ length: 300 }, (_, turn) => `${turn}`))
  })
})

it.each([
  ['64', 'within 100 ms', 99],
  ['16', 'later', 100],
])(
  'BR-713 a receiver has %s requests at a time if it has answered the last one %s',
  async (most, _when, durationMs) => {
    const contacts = await Promise.all(Array.from({ length: 90 }, () => newContact(server)))
    for (const id of contacts) await change(id, 'a')
    const waiting: ((answer: Partial<SentAttempt>) => void)[] = []
    answerOf = () => new Promise((resolve) => waiting.push(resolve))
    dispatch()
    await until(() => waiting.length === 16)
    waiting.shift()?.({ status: 200, durationMs })
    await until(() => waiting.length === Number(most))
    expect(received).toHaveLength(Number(most) + 1)
    answerOf = () => ({ status: 200 })
    for (const answer of waiting) answer({ status: 200, durationMs })
    await until(async () => (await settled()).length === 90)
  },
)

describe('a failed event', () => {
  it("BR-712 holds back the later ones of its contact, and nobody else's", async () => {
    const [bad, good] = [await newContact(server), await newContact(server)]
    answerOf = ({ contactId }) => ({ status: contactId === bad ? 500 : 200 })
    const dispatcher = dispatch()
    for (const city of ['a', 'b', 'c']) {
      await change(bad, city)
      await change(good, city)
    }
    await until(async () => (await settled()).length === 6)
    expect((await settled()).toSorted()).toEqual([
      'delivered 1',
      'delivered 1',
      'delivered 1',
      'pending 0',
      'pending 0',
      expect.stringMatching(/^pending [12]$/),
    ])
    answerOf = () => ({ status: 200 })
    received = []
    server.clock.advance(hourMs)
    await dispatcher.catchUp()
    await until(async () => (await settled()).every((state) => state.startsWith('delivered')))
    expect(cities()).toEqual(['a', 'b', 'c'])
  })

  it('is tried twelve times over three days, and its contact goes on after it', async () => {
    const bad = await newContact(server)
    answerOf = ({ city }) => ({ status: city === 'a' ? 500 : 200 })
    const dispatcher = dispatch()
    const start = server.clock.now()
    await change(bad, 'a')
    await change(bad, 'b')
    for (let attempts = 1; attempts < 12; attempts += 1) {
      await until(async () => (await settled())[0] === `pending ${attempts}`)
      server.clock.advance((await nextAttempt()) - server.clock.now())
      await dispatcher.catchUp()
    }
    await until(async () => (await settled()).join() === 'failed 12,delivered 1')
    const days = (server.clock.now() - start) / dayMs
    expect(days).toBeGreaterThan(2.5)
    expect(days).toBeLessThan(3.5)
  })

  it('is due at once when the webhook has taken another', async () => {
    const [one, two] = [await newContact(server), await newContact(server)]
    answerOf = () => ({ status: 503 })
    dispatch()
    await change(one, 'a')
    await until(async () => (await settled()).join() === 'pending 1')
    answerOf = () => ({ status: 200 })
    await change(two, 'b')
    await until(async () => (await settled()).join() === 'delivered 2,delivered 1')
  })

  it('has at most one early attempt between two scheduled ones', async () => {
    const [bad, good] = [await newContact(server), await newContact(server)]
    answerOf = ({ contactId }) => ({ status: contactId === bad ? 500 : 200 })
    const dispatcher = dispatch()
    await change(bad, 'bad')
    await until(async () => (await settled()).join() === 'pending 1')
    for (let turn = 1; turn <= 5; turn += 1) {
      await change(good, `good ${turn}`)
      await until(async () => (await settled()).length === turn + 1)
      await dispatcher.catchUp()
    }
    expect((await settled())[0]).toBe('pending 2')
    server.clock.advance((await nextAttempt()) - server.clock.now())
    await dispatcher.catchUp()
    await until(async () => (await settled())[0] === 'pending 3')
    await change(good, 'again')
    await until(async () => (await settled())[0] === 'pending 4')
  })
})

describe('a webhook that is away', () => {
  it('gets single events until it is back, and then all of them', async () => {
    const contacts = await Promise.all(Array.from({ length: 40 }, () => newContact(server)))
    answerOf = () => ({ error: 'The receiver refused the connection.' })
    const dispatcher = dispatch()
    for (const id of contacts) await change(id, 'a')
    await until(() => received.length >= maxFailures)
    for (let turn = 0; turn < 20; turn += 1) {
      server.clock.advance(hourMs / 4)
      await dispatcher.catchUp()
    }
    const tried = new Set(received.map(({ contactId }) => contactId)).size
    expect(tried).toBeLessThan(40)
    answerOf = () => ({ status: 200 })
    server.clock.advance(hourMs)
    await dispatcher.catchUp()
    await until(async () => {
      const states = await settled()
      return states.length === 40 && states.every((state) => state.startsWith('delivered'))
    })
  })

  it('BR-726 is tried soon after a clock that was a year ahead is set right', async () => {
    const contact = await newContact(server)
    answerOf = () => ({ status: 500 })
    const right = server.clock.now()
    server.clock.advance(365 * dayMs)
    const dispatcher = dispatch()
    await change(contact, 'a')
    await until(async () => (await settled()).join() === 'pending 1')
    await dispatcher.stop()
    server.clock.advance(right - server.clock.now())
    const next = dispatch()
    await until(async () => (await settled()).join() === 'pending 2')
    expect((await nextAttempt()) - server.clock.now()).toBeLessThanOrEqual(minuteMs)
    answerOf = () => ({ status: 200 })
    server.clock.advance(minuteMs)
    await next.catchUp()
    await until(async () => (await settled()).join() === 'delivered 3')
  })

  it('is paused after five days, and loses nothing', async () => {
    const one = await newContact(server)
    answerOf = () => ({ status: 500 })
    const dispatcher = dispatch()
    await change(one, 'a')
    await until(async () => (await settled()).join() === 'pending 1')
    server.clock.advance(6 * dayMs)
    await dispatcher.catchUp()
    await until(() => paused.length === 1)
    received = []
    answerOf = () => ({ status: 200 })
    await change(await newContact(server), 'b')
    server.clock.advance(dayMs)
    await dispatcher.catchUp()
    expect(received).toEqual([])
    expect(paused).toEqual([webhookId])
  })

  it('BR-717 is paused on request while it is being sent events, and gets each of them after it is resumed', async () => {
    const contacts = await Promise.all(['one', 'two', 'three'].map(() => newContact(server)))
    const dispatcher = dispatch()
    const webhook = { locationId: server.locationId, id: webhookId }
    let pausing: Promise<unknown> | undefined
    answerOf = () => {
      pausing ??= updateWebhook(server, webhook, { paused: true, by: 'a test' })
      return { status: 200 }
    }
    for (const [index, contact] of contacts.entries()) await change(contact, `first ${index}`)
    await until(() => pausing !== undefined)
    await pausing
    for (const [index, contact] of contacts.entries()) await change(contact, `second ${index}`)
    await dispatcher.catchUp()
    // What was underway has been stored, and nothing that came later was sent.
    await sleep(1_500)
    const before = received.length
    expect(before).toBeLessThanOrEqual(contacts.length)
    await updateWebhook(server, webhook, { paused: false, by: 'a test' })
    await dispatcher.catchUp()
    await until(() => received.length === 2 * contacts.length)
    expect(new Set(cities()).size).toBe(2 * contacts.length)
    expect(paused).toEqual([])
  })
})

it('looks at a busy location once in a while, and after its last write', async () => {
  let looks = 0
  const counting: Storage = Object.assign(Object.create(server.storage) as Storage, {
    read: (fn: Parameters<Storage['read']>[0]) =>
      server.storage.read((tx) =>
        fn({
          get: (sql, params) => tx.get(sql, params),
          all(sql, params) {
            if ((sql as object) === listProgressOfLocation) looks += 1
            return tx.all(sql, params)
          },
        }),
      ),
    write: (...write: Parameters<Storage['write']>) => server.storage.write(...write),
  })
  const dispatcher = dispatch({ storage: counting })
  const startedAt = systemClock.now()
  for (let wakes = 0; wakes < 50; wakes += 1) {
    dispatcher.wake(server.locationId)
    await sleep(4)
  }
  expect(looks).toBeGreaterThan(1)
  expect(looks).toBeLessThanOrEqual((systemClock.now() - startedAt) / 20 + 1)
  await sleep(60)
  for (const expected of [looks + 1, looks + 2]) {
    dispatcher.wake(server.locationId)
    await until(() => looks === expected)
  }
})

it('two nodes share the webhooks: each event is delivered once', async () => {
  await Promise.all([newWebhook(), newWebhook(), newWebhook()])
  const contacts = await Promise.all(Array.from({ length: 20 }, () => newContact(server)))
  dispatch()
  dispatch()
  for (const id of contacts) await change(id, 'a')
  await until(async () => (await settled()).length === 80)
  expect(received).toHaveLength(80)
})

it('the lease of a node that died ends, and another delivers what it has not stored', async () => {
  const one = await newContact(server)
  let hang: (answer: Partial<SentAttempt>) => void = () => undefined
  answerOf = () =>
    new Promise((resolve) => {
      hang = resolve
    })
  dispatch()
  await change(one, 'a')
  await until(() => received.length === 1)
  const now = systemClock.now()
  await server.storage.write(
    (tx) =>
      tx.run(endLease, { locationId: server.locationId, webhookId, leasedUntil: now - 1, nodeId: 'gone' }),
    { locationId: server.locationId },
  )
  answerOf = () => ({ status: 200 })
  dispatch()
  await until(async () => (await settled()).join() === 'delivered 1')
  hang({ status: 200 })
  expect(received).toHaveLength(2)
})

it('BR-715 a database that can be read and not written delivers nothing, and is logged once', async () => {
  const one = await newContact(server)
  await change(one, 'a')
  const said: string[] = []
  let isFull = true
  let writes = 0
  const { storage } = server
  const dispatcher = dispatch({
    storage: {
      read: (fn, scope) => storage.read(fn, scope),
      write: (fn, scope) => {
        writes += 1
        return isFull ? Promise.reject(new StorageUnavailableError('full')) : storage.write(fn, scope)
      },
      changeStamp: () => storage.changeStamp(),
      checkWritable: () => storage.checkWritable(),
      close: () => Promise.resolve(),
    },
    warn: (_, sentence) => said.push(sentence),
  })
  await dispatcher.catchUp()
  const second = await newWebhook()
  await change(one, 'b')
  await dispatcher.catchUp()
  // Also the second webhook has failed.
  await until(() => writes >= 2 && said.length > 0)
  expect(said).toEqual(['webhooks could not be delivered: contactd tries again'])
  isFull = false
  const third = await newWebhook()
  await change(one, 'c')
  await until(() => received.length === 1)
  expect(received).toMatchObject([{ webhookId: third, city: 'c' }])
  expect([webhookId, second]).not.toContain(third)
})
