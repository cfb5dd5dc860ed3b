import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { allEventTypes } from '../api/events/event-types.ts'
import { listAuditEvents } from '../auth/audit-store.ts'
import { statement } from '../storage/statement.ts'
import type { DeliveryView } from './deliveries/delivery-view.ts'
import { listDueWebhooks, saveDelivery } from './delivery-store.ts'
import { openWebhookKeys } from './signing/webhook-keys.ts'
import { WebhookSecrets } from './signing/webhook-secrets.ts'
import { maxWebhooks, type WebhookView } from './webhook.ts'

const pause = statement<{ locationId: string; webhookId: string; now: number }>(
  'webhook-routes-test-pause',
  `UPDATE webhook_progress SET date_paused = :now, failing_since = :now, failures = 30
   WHERE location_id = :locationId AND webhook_id = :webhookId`,
)
const pass = statement<{ locationId: string; webhookId: string }>(
  'webhook-routes-test-pass',
  `UPDATE webhook_progress SET position = (SELECT MAX(e.sequence) FROM webhook_events e)
   WHERE location_id = :locationId AND webhook_id = :webhookId`,
)
const giveToApp = statement<{ locationId: string; id: string }>(
  'webhook-routes-test-give-to-app',
  `UPDATE webhooks SET client_id = '6578278e879ad2646715ba9c-lq1nj8zs' WHERE location_id = :locationId AND id = :id`,
)
const findStored = statement<{ locationId: string; id: string }, { sealed: string }>(
  'webhook-routes-test-stored',
  'SELECT sealed_secret AS "sealed" FROM webhooks WHERE location_id = :locationId AND id = :id',
)
const listRest = statement<{ webhookId: string }, { n: number }>(
  'webhook-routes-test-rest',
  `SELECT (SELECT COUNT(*) FROM webhook_progress p WHERE p.webhook_id = :webhookId) + (
     SELECT COUNT(*) FROM webhook_deliveries d WHERE d.webhook_id = :webhookId) AS "n"`,
)
const findRepeats = statement<
  { webhookId: string; sequence: number },
  { repeats: number; next: number | null }
>(
  'webhook-routes-test-repeats',
  `SELECT repeats, next_attempt AS "next" FROM webhook_deliveries
   WHERE webhook_id = :webhookId AND sequence = :sequence`,
)

const server = useTestServer()
const path = '/_contactd/webhooks'
const url = 'https://example.com/hook'

interface Answer {
  webhook: WebhookView & { secret?: string }
  webhooks: WebhookView[]
  deliveries: DeliveryView[]
  nextCursor?: number
  redelivered: number
  pending: number
  resumed: string[]
  message: string | string[]
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const call = (method: Method, below = '', body?: unknown, headers = {}) =>
  server.call<Answer>(method, `${path}${below}`, body, headers)
const create = async (body: object = { url }, headers = {}) =>
  (await call('POST', '', body, headers)).body.webhook
const refusal = (message: string) => ({
  status: 400,
  body: { message, error: 'Bad Request', statusCode: 400 },
})

/** A token of a new location of the company. */
async function elsewhere(): Promise<{ headers: Record<string, string>; locationId: string }> {
  const { fixtures, companyId } = server
  const locationId = await fixtures.location(companyId)
  return { locationId, headers: bearer((await fixtures.token({ companyId, locationId })).token) }
}

describe('BR-730 a webhook of a location', () => {
  it('is created with a secret that is shown once and stored encrypted', async () => {
    const { status, body } = await call('POST', '', { url, events: ['ContactUpdate', 'ContactCreate'] })
    expect(status).toBe(201)
    const { secret, ...webhook } = body.webhook
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
    expect(webhook).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      locationId: server.locationId,
      companyId: server.companyId,
      url,
      events: ['ContactCreate', 'ContactUpdate'],
      status: 'active',
      undelivered: 0,
      dropped: 0,
      dateAdded: new Date(server.clock.now()).toISOString(),
    })
    expect((await call('GET', `/${webhook.id}`)).body).toEqual({ webhook })
    expect((await call('GET')).body.webhooks).toContainEqual(webhook)
    const { storage, secrets, locationId } = server
    const stored = await storage.read((tx) => tx.get(findStored, { locationId, id: webhook.id }))
    const keys = openWebhookKeys(server, { legacySignature: false })
    expect(stored?.sealed).not.toContain(secret)
    expect(new WebhookSecrets(secrets, keys).reveal(stored?.sealed ?? '')).toBe(secret)
  })

  it('takes all events without a list, or with *', async () => {
    expect((await create()).events).toEqual(allEventTypes)
    expect((await create({ url, events: ['NoteCreate', '*'] })).events).toEqual(allEventTypes)
  })

  it('is changed in part', async () => {
    const { id } = await create({ url, events: ['NoteCreate'] })
    const other = { url: 'http://127.0.0.1:9/' }
    expect(await call('PUT', `/${id}`, other)).toMatchObject({
      status: 200,
      body: { webhook: { ...other, events: ['NoteCreate'] } },
    })
    expect(await call('PUT', `/${id}`, { events: ['*'] })).toMatchObject({
      status: 200,
      body: { webhook: { ...other, events: allEventTypes } },
    })
  })

  it('is deleted with its progress and its deliveries', async () => {
    const { id } = await create()
    const contactId = await newContact(server)
    await server.call('PUT', `/contacts/${contactId}`, { city: 'A' })
    const [waiting] = (await call('GET', `/${id}/deliveries`)).body.deliveries
    await finish(waiting?.id ?? '', 'delivered')
    expect(await call('DELETE', `/${id}`)).toMatchObject({ status: 200, body: { succeeded: true } })
    expect(await call('GET', `/${id}`)).toMatchObject(refusal(`Webhook not found for id:${id}`))
    expect(await server.storage.read((tx) => tx.get(listRest, { webhookId: id }))).toEqual({ n: 0 })
  })

  it('BR-102 is in the audit log with who created, changed and deleted it, without the secrets of its URL', async () => {
    const { id } = await create({ url: 'https://user.example.com:8443/hook/secret?key=secret' })
    server.clock.advance(1)
    await call('PUT', `/${id}`, { url: 'https://other.example.com/' })
    await call('PUT', `/${id}`, { paused: false })
    server.clock.advance(1)
    await call('DELETE', `/${id}`)
    await call('PUT', `/${id}`, { url })
    const rows = await server.storage.read((tx) => tx.all(listAuditEvents, { since: 0, limit: 1_000 }))
    const events = rows
      .filter(({ details }) => details.includes(id))
      .map(({ kind, details }) => [kind, JSON.parse(details)])
    const of = (host: string) => ({
      webhookId: id,
      locationId: server.locationId,
      host,
      by: expect.stringMatching(/^\w{20}$/),
    })
    expect(events).toEqual([
      ['webhook.created', of('user.example.com:8443')],
      ['webhook.updated', of('other.example.com')],
      ['webhook.deleted', of('other.example.com')],
    ])
  })

  it('of an app is listed, and neither changed nor deleted', async () => {
    const { id } = await create()
    const { locationId, storage } = server
    await storage.write((tx) => tx.run(giveToApp, { locationId, id }), { locationId })
    expect((await call('GET', `/${id}`)).body.webhook).toMatchObject({
      clientId: '6578278e879ad2646715ba9c-lq1nj8zs',
    })
    const message = `The webhook with id:${id} belongs to an app`
    expect(await call('PUT', `/${id}`, { url })).toMatchObject(refusal(message))
    expect(await call('DELETE', `/${id}`)).toMatchObject(refusal(message))
    expect(await call('PUT', `/${id}`, { paused: true })).toMatchObject(refusal(message))
    expect(await call('PUT', `/${id}`, { paused: false })).toMatchObject({ status: 200 })
  })
})

describe('BR-731 what is refused', () => {
  const notUrl =
    'url must be a URL that begins with https:// or http://, without user name, password, spaces, # and port 0'
  it.each([
    [{}, ['url must be a string', 'url should not be empty']],
    [{ url: 'ftp://example.com/' }, [notUrl]],
    [{ url: '/hook' }, [notUrl]],
    [{ url: 'https://a:b@example.com/' }, [notUrl]],
    [{ url: 'https://example.com/\r\nhost: x' }, [notUrl]],
    [{ url: ' https://example.com/' }, [notUrl]],
    [{ url: 'https:example.com' }, [notUrl]],
    [{ url: 'https://example.com:0/' }, [notUrl]],
    [{ url: 'https://example.com:65536/' }, [notUrl]],
    [{ url: 'https://example.com/#events' }, [notUrl]],
    [
      { url: `https://example.com/${'a'.repeat(2000)}`, events: [], secret: 'x' },
      [
        'property secret should not exist',
        'url must be shorter than or equal to 2000 characters',
        'events must contain at least 1 elements',
      ],
    ],
    [
      { url: 'x', events: ['ContactMerge'] },
      [notUrl, expect.stringContaining('each value in events must be')],
    ],
  ])('an invalid body, with all that is wrong: %#', async (body, message) => {
    const before = (await call('GET')).body.webhooks.length
    const reply = await call('POST', '', body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(expect.arrayContaining(message))
    expect((await call('GET')).body.webhooks).toHaveLength(before)
  })

  it('a private address is none of it: it is judged when it is dialled', async () => {
    expect((await create({ url: 'http://[::1]:1/hook' })).url).toBe('http://[::1]:1/hook')
  })

  it('one more than a location can have', async () => {
    const { headers } = await elsewhere()
    for (let count = 0; count < maxWebhooks; count += 1) await create({ url }, headers)
    expect(await call('POST', '', { url }, headers)).toMatchObject(
      refusal('This location has 50 webhooks, the most it can have'),
    )
  })

  it('an unknown webhook, before an invalid body, as is one of another location', async () => {
    const { id } = await create()
    const { headers } = await elsewhere()
    for (const [asked, sent] of [
      ['unknown', {}],
      ['a.b', {}],
      [id, headers],
    ] as const) {
      const refused = refusal(`Webhook not found for id:${asked}`)
      expect(await call('GET', `/${asked}`, undefined, sent)).toMatchObject(refused)
      expect(await call('PUT', `/${asked}`, { url: 1 }, sent)).toMatchObject(refused)
      expect(await call('DELETE', `/${asked}`, undefined, sent)).toMatchObject(refused)
      expect(await call('GET', `/${asked}/deliveries?limit=x`, undefined, sent)).toMatchObject(refused)
      expect(await call('POST', `/${asked}/redeliver`, { ids: 1 }, sent)).toMatchObject(refused)
    }
    expect((await call('GET', '', undefined, headers)).body.webhooks).toEqual([])
    expect((await call('GET', `/${id}`)).status).toBe(200)
  })
})

/** Stores what came of a delivery. */
async function finish(
  id: string,
  status: 'delivered' | 'failed' | 'pending',
  attempts: object[] = [],
): Promise<void> {
  const { storage, clock, locationId } = server
  const at = id.lastIndexOf('-')
  await storage.write(
    async (tx) => {
      await tx.run(saveDelivery, {
        locationId,
        webhookId: id.slice(0, at),
        sequence: Number(id.slice(at + 1)),
        contactId: null,
        status,
        nextAttempt: status === 'pending' ? clock.now() + 60_000 : null,
        scheduledAttempt: status === 'pending' ? clock.now() + 60_000 : null,
        now: clock.now(),
        attempts: JSON.stringify(attempts),
      })
    },
    { locationId },
  )
}

describe('deliveries', () => {
  let webhookId: string
  /** Newest first. */
  let listed: DeliveryView[]
  const list = async (query = '') => (await call('GET', `/${webhookId}/deliveries${query}`)).body.deliveries
  const failure = { at: '2026-01-31T12:00:00.000Z', durationMs: 5, status: 500, error: 'It answered 500.' }

  beforeAll(async () => {
    webhookId = (await create({ url, events: ['ContactUpdate', 'ContactTagUpdate'] })).id
  })
  beforeEach(async () => {
    await call('DELETE', `/${webhookId}`)
    webhookId = (await create({ url, events: ['ContactUpdate', 'ContactTagUpdate'] })).id
    const contactId = await newContact(server)
    for (const city of ['A', 'B', 'C', 'D']) {
      server.clock.advance(1_000)
      await server.call('PUT', `/contacts/${contactId}`, { city })
    }
    await server.call('PUT', `/contacts/${contactId}`, { tags: ['x'] })
    listed = await list()
    // What nobody has taken is pending.
    expect(listed).toHaveLength(6)
  })

  const settle = async () => {
    const [tag, update, d, c, b] = listed.map(({ id }) => id)
    await finish(tag ?? '', 'pending')
    await finish(update ?? '', 'pending', [failure])
    await finish(d ?? '', 'failed', [failure])
    await finish(c ?? '', 'delivered', [failure, { at: failure.at, durationMs: 1, status: 200 }])
    await finish(b ?? '', 'delivered', [{ at: failure.at, durationMs: 1, status: 200 }])
  }

  it('BR-732 are listed with what waits, newest event first, page by page', async () => {
    await settle()
    const all = await list()
    expect(all.map(({ event, status }) => `${event} ${status}`)).toEqual([
      'ContactTagUpdate pending',
      'ContactUpdate pending',
      'ContactUpdate failed',
      'ContactUpdate delivered',
      'ContactUpdate delivered',
      'ContactUpdate pending',
    ])
    expect(all.map(({ id }) => id)).toEqual(listed.map(({ id }) => id))
    expect(all[3]).toMatchObject({
      id: expect.stringMatching(new RegExp(`^${webhookId}-\\d+$`)),
      webhookId,
      eventId: expect.stringMatching(/^[\da-f-]{36}$/),
      contactId: expect.any(String),
      attempts: [failure, { status: 200 }],
    })
    const ids: string[] = []
    for (let cursor: number | undefined, first = true; first || cursor !== undefined; first = false) {
      const more: string = cursor === undefined ? '' : `&cursor=${cursor}`
      const { body } = await call('GET', `/${webhookId}/deliveries?limit=2${more}`)
      expect(body.deliveries.length).toBe(2)
      ids.push(...body.deliveries.map(({ id }) => id))
      cursor = body.nextCursor
    }
    expect(ids).toEqual(listed.map(({ id }) => id))
    expect((await list('?event=ContactTagUpdate')).map(({ event }) => event)).toEqual(['ContactTagUpdate'])
    expect((await call('GET', `/${webhookId}`)).body.webhook.undelivered).toBe(3)
  })

  it('BR-732 that failed are listed also where another attempt is due', async () => {
    await settle()
    expect((await list('?failed=true')).map(({ status }) => status)).toEqual(['pending', 'failed'])
  })

  it('BR-733 are sent once more by their ids, all or none', async () => {
    await settle()
    const { locationId, clock } = server
    const [, update, d, , b, a] = listed.map(({ id }) => id)
    const unknown = `${webhookId}-1`
    expect(await call('POST', `/${webhookId}/redeliver`, { ids: [d, unknown] })).toMatchObject(
      refusal(`Delivery not found for id:${unknown}`),
    )
    const other = (await create()).id
    expect(await call('POST', `/${other}/redeliver`, { ids: [d] })).toMatchObject(
      refusal(`Delivery not found for id:${d}`),
    )
    expect((await list()).map(({ status }) => status).filter((status) => status === 'failed')).toHaveLength(1)
    const reply = await call('POST', `/${webhookId}/redeliver`, { ids: [d, b, update, a] })
    expect([reply.status, reply.body]).toEqual([200, { redelivered: 2, pending: 2, resumed: [] }])
    const sequence = (id = '') => Number(id.slice(id.lastIndexOf('-') + 1))
    const rowOf = (id?: string) =>
      server.storage.read((tx) => tx.get(findRepeats, { webhookId, sequence: sequence(id) }))
    expect(await rowOf(d)).toEqual({ repeats: 1, next: clock.now() })
    expect(await rowOf(b)).toEqual({ repeats: 1, next: clock.now() })
    expect(await rowOf(update)).toEqual({ repeats: 0, next: clock.now() })
    const due = await server.storage.read((tx) =>
      tx.all(listDueWebhooks, { now: clock.now(), systemNow: Number.MAX_SAFE_INTEGER, limit: 1_000 }),
    )
    expect(due).toContainEqual({ locationId, webhookId })
  })

  it('BR-733 of events since a time are sent once more, whatever came of them; a paused webhook goes on', async () => {
    await settle()
    const { storage, locationId, clock } = server
    await storage.write(async (tx) => {
      await tx.run(pass, { locationId, webhookId })
      await tx.run(pause, { locationId, webhookId, now: clock.now() })
    }, 'database')
    expect((await call('GET', `/${webhookId}`)).body.webhook.status).toBe('paused')
    // D and what came after it.
    const since = listed[2]?.dateAdded
    expect((await call('POST', `/${webhookId}/redeliver`, { since, event: 'ContactUpdate' })).body).toEqual({
      redelivered: 1,
      pending: 1,
      resumed: [webhookId],
    })
    const { webhook } = (await call('GET', `/${webhookId}`)).body
    expect(webhook.status).toBe('active')
    expect(webhook).not.toHaveProperty('datePaused')
    expect((await call('POST', `/${webhookId}/redeliver`, { since: '2000-01-01' })).body).toEqual({
      redelivered: 2,
      pending: 3,
      resumed: [],
    })
  })

  it('BR-733 are named by ids or by a time', async () => {
    const messageOf = async (body: object) =>
      (await call('POST', `/${webhookId}/redeliver`, body)).body.message
    expect(await messageOf({})).toEqual(['ids or since should not be empty'])
    expect(await messageOf({ event: 'ContactUpdate' })).toEqual(['ids or since should not be empty'])
    expect(await messageOf({ ids: ['a'], since: '2026-01-31' })).toEqual([
      'ids must not be sent together with since or event',
    ])
    expect(await messageOf({ ids: [], since: 'yesterday', event: 'Update' })).toHaveLength(3)
  })
})

it('BR-717 a webhook is paused by an update, once', async () => {
  const { id } = await create()
  const paused = (await call('PUT', `/${id}`, { paused: true })).body.webhook
  expect(paused).toMatchObject({ status: 'paused', datePaused: expect.any(String) })
  expect(paused).not.toHaveProperty('failingSince')
  server.clock.advance(1_000)
  expect((await call('PUT', `/${id}`, { paused: true })).body.webhook).toEqual(paused)
  expect((await call('PUT', `/${id}`, { paused: false })).body.webhook.status).toBe('active')
})

it('BR-730 a paused webhook is resumed by an update', async () => {
  const { storage, locationId, clock } = server
  const { id } = await create()
  await storage.write((tx) => tx.run(pause, { locationId, webhookId: id, now: clock.now() }), { locationId })
  expect((await call('GET', `/${id}`)).body.webhook).toMatchObject({
    status: 'paused',
    datePaused: expect.any(String),
  })
  const { webhook } = (await call('PUT', `/${id}`, { paused: false })).body
  expect(webhook.status).toBe('active')
  expect((await call('PUT', `/${id}`, { paused: 'yes' })).status).toBe(422)
})
