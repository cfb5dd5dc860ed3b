import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../../test/support/until.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { insertEvent } from '../../api/events/event-store.ts'
import { systemClock } from '../../lib/clock.ts'
import type { DropReason } from '../../metrics/delivery-metrics.ts'
import { statement } from '../../storage/statement.ts'
import { addWebhook } from '../add-webhook.ts'
import { saveDelivery } from '../delivery-store.ts'
import { startDispatcher } from '../dispatcher.ts'
import { contactdRetries } from '../retry-schedule.ts'
import { readBacklog } from './backlog.ts'
import { type Retention, startRetention } from './retention.ts'
import type { RetentionLimits } from './retention-limits.ts'

const listSequences = statement<{ locationId: string }, { sequence: number }>(
  'retention-test-events',
  'SELECT sequence FROM webhook_events WHERE location_id = :locationId ORDER BY sequence',
)
const listStates = statement<
  { locationId: string },
  { sequence: number; status: string; nextAttempt: number | null }
>(
  'retention-test-deliveries',
  `SELECT sequence, status, next_attempt AS "nextAttempt" FROM webhook_deliveries
   WHERE location_id = :locationId ORDER BY sequence`,
)
const findState = statement<
  { locationId: string; webhookId: string },
  { dropped: number; leasedBy: string | null }
>(
  'retention-test-progress',
  `SELECT dropped, leased_by AS "leasedBy" FROM webhook_progress
   WHERE location_id = :locationId AND webhook_id = :webhookId`,
)
const endAt = statement<{ locationId: string; webhookId: string; lastSequence: number }>(
  'retention-test-end',
  'UPDATE webhooks SET last_sequence = :lastSequence WHERE location_id = :locationId AND id = :webhookId',
)
const moveTo = statement<{ locationId: string; webhookId: string; position: number }>(
  'retention-test-position',
  'UPDATE webhook_progress SET position = :position WHERE location_id = :locationId AND webhook_id = :webhookId',
)
const lease = statement<{ locationId: string; webhookId: string; until: number }>(
  'retention-test-lease',
  `UPDATE webhook_progress SET leased_by = 'other', leased_until = :until
   WHERE location_id = :locationId AND webhook_id = :webhookId`,
)
const emptied = ['webhooks', 'webhook_progress', 'webhook_events', 'webhook_deliveries'].map((table) =>
  statement<{ locationId: string }>(
    `retention-test-empty-${table.replaceAll('_', '-')}`,
    `DELETE FROM ${table} WHERE location_id = :locationId`,
  ),
)

const server = useTestServer()
const dayMs = 24 * 60 * 60 * 1000
const mib = 1024 * 1024
const generous: RetentionLimits = { ageMs: 30 * dayMs, bytesPerLocation: 1e12 }

let retentions: Retention[]
let dropped: [DropReason, number][]
let logged: object[]
let webhookId: string

beforeEach(async () => {
  retentions = []
  dropped = []
  logged = []
  webhookId = await newWebhook()
})
afterEach(async () => {
  for (const retention of retentions) await retention.stop()
  await server.storage.write(async (tx) => {
    for (const sql of emptied) await tx.run(sql, { locationId: server.locationId })
  }, 'database')
})

function retain(limits: Partial<RetentionLimits> = {}): Retention {
  const { storage, clock } = server
  const retention = startRetention({
    storage,
    clock,
    limits: { ...generous, ...limits },
    metrics: { dropped: (...counted) => dropped.push(counted) },
    log: { warn: (details) => logged.push(details) },
  })
  retentions.push(retention)
  return retention
}

async function newWebhook(events = '*'): Promise<string> {
  const { storage, ids, locationId, companyId, clock } = server
  const id = ids.next()
  const row = { locationId, companyId, id, clientId: null, url: 'http://127.0.0.1:9/', sealedSecret: '' }
  await storage.write((tx) => addWebhook(tx, { ...row, events, dateAdded: clock.now() }), { locationId })
  return id
}

const write = (change: Parameters<typeof server.storage.write>[0]) =>
  server.storage.write(change, { locationId: server.locationId })

async function addEvents(count: number, { type = 'ContactUpdate', bytes = 100, contactId = 'c' } = {}) {
  const { locationId, ids, clock } = server
  const document = JSON.stringify({ type, text: 'x'.repeat(bytes) })
  const before = (await sequences()).length
  await write(async (tx) => {
    for (let number = 0; number < count; number += 1)
      await tx.run(insertEvent, {
        ...{ locationId, id: ids.uuid(), type, contactId, dateAdded: clock.now(), document },
      })
  })
  return (await sequences()).slice(before)
}

const addDelivery = (sequence: number, status: 'pending' | 'delivered' | 'failed', isDue = true) =>
  write((tx) =>
    tx.run(saveDelivery, {
      ...{ locationId: server.locationId, webhookId, sequence, contactId: 'c', status },
      nextAttempt: status === 'pending' && isDue ? server.clock.now() + dayMs : null,
      scheduledAttempt: null,
      now: server.clock.now(),
      attempts: '[]',
    }),
  )
const passThrough = (position: number) =>
  write((tx) => tx.run(moveTo, { locationId: server.locationId, webhookId, position }))

const sequences = async () => {
  const { storage, locationId } = server
  return (await storage.read((tx) => tx.all(listSequences, { locationId }))).map(({ sequence }) => sequence)
}
const deliveries = () => server.storage.read((tx) => tx.all(listStates, { locationId: server.locationId }))
const stateOf = (id = webhookId) =>
  server.storage.read((tx) => tx.get(findState, { locationId: server.locationId, webhookId: id }))

describe('BR-720 events that are older than the retention', () => {
  it('go with their deliveries; later ones stay', async () => {
    const old = await addEvents(1_200)
    for (const sequence of old.slice(0, 3)) await addDelivery(sequence, 'delivered')
    await passThrough(old.at(-1) ?? 0)
    server.clock.advance(30 * dayMs)
    const kept = await addEvents(2)
    await addDelivery(kept[0] ?? 0, 'delivered')
    const retention = retain()
    await retention.sweep()
    expect(await sequences()).toEqual([...old, ...kept])
    server.clock.advance(1)
    await retention.sweep()
    expect(await sequences()).toEqual(kept)
    expect((await deliveries()).map(({ sequence }) => sequence)).toEqual([kept[0]])
    expect(dropped).toEqual([])
    expect(logged).toEqual([])
  })

  it('count as dropped for each webhook that has yet to take them, and for no other', async () => {
    const others = await newWebhook('ContactDelete')
    const [first = 0, second = 0] = await addEvents(4)
    await addDelivery(second, 'pending')
    await passThrough(first)
    await addEvents(1, { type: 'ContactDelete' })
    server.clock.advance(31 * dayMs)
    await Promise.all([retain().sweep(), retain().sweep()])
    expect(await sequences()).toEqual([])
    expect((await stateOf())?.dropped).toBe(4)
    expect((await stateOf(others))?.dropped).toBe(1)
    expect(dropped.reduce((sum, [, events]) => sum + events, 0)).toBe(5)
    expect(new Set(dropped.map(([reason]) => reason))).toEqual(new Set(['age']))
  })

  it('are said in the log at most once an hour for each webhook', async () => {
    const retention = retain()
    for (let turn = 0; turn < 3; turn += 1) {
      await addEvents(2)
      server.clock.advance(31 * dayMs)
      await retention.sweep()
    }
    expect(logged).toEqual([{ locationId: server.locationId, webhookId, events: 2 }])
  })

  it('let the later events of their contact go on', async () => {
    const [failing = 0] = await addEvents(1)
    server.clock.advance(31 * dayMs)
    const [waiting = 0] = await addEvents(1)
    await addDelivery(failing, 'pending')
    await addDelivery(waiting, 'pending', false)
    await passThrough(waiting)
    const { locationId } = server
    await write((tx) => tx.run(lease, { locationId, webhookId, until: systemClock.now() + dayMs }))
    await retain().sweep()
    expect(await deliveries()).toEqual([
      { sequence: waiting, status: 'pending', nextAttempt: server.clock.now() },
    ])
    // The node that held the lease thinks that the contact is blocked.
    expect(await stateOf()).toEqual({ dropped: 1, leasedBy: null })
    const received: number[] = []
    const dispatcher = startDispatcher(
      {
        ...{ storage: server.storage, clock: server.clock, ids: server.ids, retries: contactdRetries },
        random: () => 0,
        attempted: () => undefined,
        paused: () => undefined,
        giveUp: () => undefined,
        deliver: async ({ event }) => {
          received.push(event.sequence)
          return { durationMs: 1, status: 200 }
        },
      },
      { warn: () => undefined },
    )
    await until(async () => (await deliveries())[0]?.status === 'delivered')
    await dispatcher.stop()
    expect(received).toEqual([waiting])
  })

  it('take with them what a node stores of them later', async () => {
    const [old = 0, next = 0] = await addEvents(2)
    server.clock.advance(31 * dayMs)
    const retention = retain()
    await retention.sweep()
    await addDelivery(old, 'pending')
    await addDelivery(next, 'delivered')
    const [kept = 0] = await addEvents(1)
    await addDelivery(kept, 'delivered')
    await retention.sweep()
    expect((await deliveries()).map(({ sequence }) => sequence)).toEqual([kept])
  })
})

describe('BR-721 events of a location that take more than the limit', () => {
  it('go, the oldest first, as far as necessary', async () => {
    const all = await addEvents(80, { bytes: 100_000 })
    const retention = retain({ bytesPerLocation: 4 * mib })
    await retention.sweep()
    const kept = await sequences()
    expect(kept).toEqual(all.slice(-kept.length))
    expect(kept.length * 100_000).toBeLessThanOrEqual(4 * mib)
    expect(kept.length * 100_000).toBeGreaterThan(3.5 * mib)
    expect((await stateOf())?.dropped).toBe(80 - kept.length)
    expect(dropped.every(([reason]) => reason === 'size')).toBe(true)
    await retention.sweep()
    expect(await sequences()).toEqual(kept)
    const more = await addEvents(10, { bytes: 100_000 })
    await retention.sweep()
    const left = await sequences()
    expect(left.slice(-10)).toEqual(more)
    expect(left.length * 100_000).toBeLessThanOrEqual(4 * mib)
  })

  it('do not push out those of another location', async () => {
    const other = await server.fixtures.location(server.companyId)
    await addEvents(80, { bytes: 100_000 })
    const { ids, clock } = server
    await server.storage.write(
      (tx) =>
        tx.run(insertEvent, {
          ...{ locationId: other, id: ids.uuid(), type: 'ContactUpdate', contactId: null },
          ...{ dateAdded: clock.now() - dayMs, document: '{}' },
        }),
      { locationId: other },
    )
    await retain({ bytesPerLocation: mib }).sweep()
    const { storage } = server
    expect(await storage.read((tx) => tx.all(listSequences, { locationId: other }))).toHaveLength(1)
  })

  it('are known from what was measured before, also when another node removes some', async () => {
    await addEvents(80, { bytes: 100_000 })
    const first = retain({ bytesPerLocation: 6 * mib })
    await first.sweep()
    await retain({ bytesPerLocation: 2 * mib }).sweep()
    const kept = await sequences()
    await addEvents(20, { bytes: 100_000 })
    await first.sweep()
    expect((await sequences()).slice(0, kept.length)).toEqual(kept)
  })

  it('count with the attempts of their deliveries', async () => {
    const all = await addEvents(1_000)
    const retention = retain({ bytesPerLocation: mib })
    await retention.sweep()
    expect(await sequences()).toEqual(all)
    const { locationId, clock } = server
    await write(async (tx) => {
      for (const sequence of all)
        await tx.run(saveDelivery, {
          ...{ locationId, webhookId, sequence, contactId: 'c', status: 'failed' as const },
          ...{ nextAttempt: null, scheduledAttempt: null, now: clock.now(), attempts: 'x'.repeat(2_000) },
        })
    })
    await retention.sweep()
    expect((await sequences()).length).toBeLessThan(1_000)
  })
})

describe('BR-722 the webhook of an app that was uninstalled', () => {
  const end = (lastSequence: number) =>
    write((tx) => tx.run(endAt, { locationId: server.locationId, webhookId, lastSequence }))

  it('is deleted when it has taken its last event', async () => {
    const [first = 0, last = 0, later = 0] = await addEvents(3)
    await end(last)
    await passThrough(first)
    await addDelivery(first, 'delivered')
    const retention = retain()
    await retention.sweep()
    expect(await stateOf()).toBeDefined()
    await addDelivery(last, 'pending')
    await passThrough(later)
    await retention.sweep()
    expect(await stateOf()).toBeDefined()
    await addDelivery(last, 'failed')
    await retention.sweep()
    expect(await stateOf()).toBeUndefined()
    expect(await deliveries()).toEqual([])
    expect(await sequences()).toHaveLength(3)
  })

  it('is deleted when its last events are older than the retention', async () => {
    const [, last = 0] = await addEvents(2)
    await end(last)
    server.clock.advance(31 * dayMs)
    await retain().sweep()
    expect(await stateOf()).toBeUndefined()
  })
})

describe('BR-723 the backlog', () => {
  const backlog = () => readBacklog(server.storage, server.clock)

  it('is the undelivered events and the age of the oldest', async () => {
    expect(await backlog()).toEqual({ events: 0, oldestAgeMs: undefined })
    const [first = 0] = await addEvents(1)
    server.clock.advance(5_000)
    const [second = 0] = await addEvents(3)
    await addEvents(1, { type: 'ContactDelete' })
    server.clock.advance(1_000)
    expect(await backlog()).toEqual({ events: 5, oldestAgeMs: 6_000 })
    await addDelivery(first, 'delivered')
    expect(await backlog()).toEqual({ events: 4, oldestAgeMs: 1_000 })
    await addDelivery(second, 'pending')
    await passThrough(second)
    expect(await backlog()).toEqual({ events: 4, oldestAgeMs: 1_000 })
  })

  it('does not count events that no webhook takes', async () => {
    await write((tx) => tx.run(endAt, { locationId: server.locationId, webhookId, lastSequence: 0 }))
    await newWebhook('ContactDelete')
    await addEvents(3)
    expect(await backlog()).toEqual({ events: 0, oldestAgeMs: undefined })
  })

  it('is counted up to 10,000', async () => {
    await addEvents(10_050, { bytes: 1 })
    expect((await backlog()).events).toBe(10_000)
  })
})
