import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { api, control } from '../../../test/support/dev-client.ts'
import { until } from '../../../test/support/until.ts'
import type { Contactd } from './contactd.ts'
import { startContactd } from './start-contactd.ts'

let status: number
const receiver = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(status).end('seen'))
})
let contactd: Contactd
let url: string

beforeAll(async () => {
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  const contacts = [{ id: 'ada', firstName: 'Ada', email: 'ada@example.com' }]
  const webhooks = [{ id: 'hook', url, events: ['ContactCreate', 'ContactUpdate'] as const }]
  contactd = await startContactd({
    seed: { locations: [{ id: 'here', name: 'Here', contacts, webhooks: structuredClone(webhooks) as [] }] },
  })
})
beforeEach(async () => {
  status = 200
  await contactd.reset()
})
afterAll(async () => {
  await contactd.close()
  receiver.close()
})

const update = (city: string) => api(contactd, 'PUT', '/contacts/ada', { city })
const sent = async (filter = {}) => (await contactd.deliveries(filter)).deliveries

it('BR-734 lists what went out with its body, the newest event first, and forgets it at a reset', async () => {
  expect(await sent()).toEqual([])
  await update('Denver')
  await update('Austin')
  await until(async () => (await sent()).length === 2)
  const [second, first] = await sent()
  expect(first).toMatchObject({
    id: expect.stringMatching(/^hook-\d+$/),
    webhookId: 'hook',
    locationId: 'here',
    event: 'ContactUpdate',
    contactId: 'ada',
    status: 'delivered',
    attempts: [{ at: expect.any(String), status: 200, durationMs: expect.any(Number) }],
    url,
    body: { type: 'ContactUpdate', id: 'ada', city: 'Denver', webhookId: first?.eventId },
  })
  expect(second?.body).toMatchObject({ city: 'Austin' })
  expect(await sent({ limit: 1 })).toEqual([second])
  expect(await sent({ event: 'ContactCreate' })).toEqual([])
  expect(await sent({ locationId: 'elsewhere' })).toEqual([])
  await contactd.reset()
  expect(await sent()).toEqual([])
})

it('BR-734 moving the clock makes retries due', async () => {
  status = 500
  await update('Denver')
  await until(async () => (await sent())[0]?.status === 'pending')
  status = 200
  await contactd.clock.advance({ seconds: 3600 })
  await until(async () => (await sent())[0]?.status === 'delivered')
  expect((await sent())[0]?.attempts.map((attempt) => attempt.status)).toEqual([500, 200])
})

it.each(['limit=0', 'limit=x', 'event=Update', 'since=2026-01-31'])('BR-734 refuses %s', async (query) => {
  expect(await control(contactd, 'GET', `/webhook-deliveries?${query}`)).toMatchObject({ status: 422 })
})

it('BR-734 a test location has the webhooks of its seed', async () => {
  const seed = { webhooks: [{ url }] }
  const { locationId, token } = await contactd.createLocation({ seed })
  await api({ ...contactd, token }, 'POST', '/contacts/', { locationId, firstName: 'Bea' })
  await until(async () => (await sent({ locationId })).length === 1)
  expect((await sent({ locationId }))[0]).toMatchObject({
    event: 'ContactCreate',
    body: { firstName: 'Bea' },
  })
})
