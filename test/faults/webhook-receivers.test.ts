import { createServer as createTlsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Contactd, startContactd } from '../../server/src/dev/start-contactd.ts'
import type { DeliveryView } from '../../server/src/webhooks/deliveries/delivery-view.ts'
import { makeCertificate } from '../support/certificate.ts'
import { api, control } from '../support/dev-client.ts'
import { listenOnLoopback } from '../support/listen-on-loopback.ts'
import { freePort } from '../support/postgres/free-port.ts'
import { until } from '../support/until.ts'
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts'

const hourSeconds = 60 * 60
const timeout = 120_000

let contactd: Contactd
let ends: (() => unknown)[]
beforeEach(async () => {
  ends = []
  contactd = await startContactd({ seed: 'demo' })
})
afterEach(async () => {
  await contactd.close()
  await Promise.all(ends.map((end) => end()))
})

async function receive(...options: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...options)
  ends.push(() => receiver.close())
  return receiver
}

async function listen(server: Server): Promise<number> {
  const { port, close } = await listenOnLoopback(server)
  ends.push(close)
  return port
}

/** A receiver that does this with each connection. */
async function receiveRaw(answer: (socket: Socket) => void): Promise<string> {
  const port = await listen(
    createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => answer(socket))
    }),
  )
  return `http://127.0.0.1:${port}/`
}

const webhooks = '/_contactd/webhooks'

async function createWebhook(url: string): Promise<string> {
  const body = { url, events: ['ContactUpdate'] }
  const reply = await api<{ webhook: { id: string } }>(contactd, 'POST', webhooks, body)
  expect(reply.status).toBe(201)
  return reply.body.webhook.id
}

async function deliveriesOf(id: string): Promise<DeliveryView[]> {
  const path = `${webhooks}/${id}/deliveries?limit=100`
  const { body } = await api<{ deliveries: DeliveryView[] }>(contactd, 'GET', path)
  return body.deliveries
}

async function createContacts(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let made = 0; made < count; made += 1) {
    const body = { locationId: contactd.locationId, firstName: 'Moved' }
    const reply = await api<{ contact: { id: string } }>(contactd, 'POST', '/contacts/', body)
    ids.push(reply.body.contact.id)
  }
  return ids
}

async function move(ids: readonly string[], city: string): Promise<void> {
  for (const id of ids) expect((await api(contactd, 'PUT', `/contacts/${id}`, { city })).status).toBe(200)
}

const advance = (seconds: number) => control(contactd, 'POST', '/clock/advance', { seconds })
const citiesOf = (receiver: Receiver, contact: string) =>
  receiver.arrivals.filter(({ id }) => id === contact).map(({ city }) => city)

it('BR-713 bad receivers do not keep events from a good one, and their attempts say what is wrong', {
  timeout,
}, async () => {
  const hanging: Socket[] = []
  const halfOpen = await receiveRaw((socket) => hanging.push(socket))
  const answering = async (head: string, body = '') =>
    receiveRaw((socket) => socket.end(`HTTP/1.1 ${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`))
  const { certificate, key } = makeCertificate('127.0.0.1')
  const tlsPort = await listen(createTlsServer({ cert: certificate, key }))
  const bad: [url: string, attempt: object][] = [
    [halfOpen, { error: 'The receiver did not answer within 15 s.' }],
    [await answering('500 No', 'broken'), { status: 500, response: 'broken' }],
    [
      await answering('301 Moved\r\nlocation: /b'),
      { status: 301, error: expect.stringMatching(/redirects/) },
    ],
    [await answering('410 Gone'), { status: 410, error: 'The receiver answered 410.' }],
    [await answering('429 Later\r\nretry-after: 7200'), { status: 429 }],
    [
      await receiveRaw((socket) => {
        socket.write('HTTP/1.1 500 No\r\n\r\n')
        const more = () => {
          while (!socket.destroyed && socket.write('a'.repeat(1024)));
        }
        socket.on('drain', more)
        more()
      }),
      { status: 500, response: 'a'.repeat(2048) },
    ],
    [
      await receiveRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
      { error: 'The answer is not HTTP.' },
    ],
    [`https://127.0.0.1:${tlsPort}/`, { error: 'The certificate of the receiver is self-signed.' }],
    [`http://127.0.0.1:${await freePort()}/`, { error: 'The receiver refused the connection.' }],
  ]
  await control(contactd, 'PUT', '/clock', { frozen: true })
  const ids = await Promise.all(bad.map(([url]) => createWebhook(url)))
  const good = await receive()
  await createWebhook(good.url)
  const contacts = await createContacts(20)
  for (const city of ['a', 'b']) await move(contacts, city)
  await until(() => good.arrivals.length >= 40)
  // The good one had all while the half-open one had not answered any.
  expect(hanging.every((socket) => !socket.destroyed)).toBe(true)
  for (const contact of contacts) expect(citiesOf(good, contact)).toEqual(['a', 'b'])

  for (const [index, [, attempt]] of bad.entries()) {
    const tried = async () =>
      (await deliveriesOf(ids[index] ?? '')).filter(({ attempts }) => attempts.length > 0)
    await until(async () => (await tried()).length > 0)
    for (const { status, attempts } of await tried()) {
      expect(status).toBe('pending')
      expect(attempts).toEqual([
        { error: expect.any(String), ...attempt, at: expect.any(String), durationMs: expect.any(Number) },
      ])
    }
  }
  const [asked] = (await deliveriesOf(ids[4] ?? '')).filter(({ attempts }) => attempts.length > 0)
  expect(Date.parse(asked?.nextAttempt ?? '') - Date.parse(asked?.attempts[0]?.at ?? '')).toBe(7_200_000)
})

it('BR-713 a receiver that was down for three days gets everything, in order for each contact', {
  timeout,
}, async () => {
  const port = await freePort()
  const id = await createWebhook(`http://127.0.0.1:${port}/hook`)
  const contacts = await createContacts(15)
  for (const city of ['a', 'b', 'c']) await move(contacts, city)
  await until(async () => (await deliveriesOf(id)).some(({ attempts }) => attempts.length > 0))
  for (let hours = 0; hours < 72; hours += 1) await advance(hourSeconds)
  const receiver = await receive({ port })
  await until(async () => {
    await advance(60)
    return receiver.arrivals.length >= 45
  })
  for (const contact of contacts) expect(citiesOf(receiver, contact)).toEqual(['a', 'b', 'c'])
  await until(async () => (await deliveriesOf(id)).every(({ status }) => status === 'delivered'))
})

it('BR-713 a slow receiver keeps nothing from a fast one', { timeout }, async () => {
  const waiting: (() => void)[] = []
  const slow = await receive({
    answer: () => new Promise((resolve) => waiting.push(() => resolve(200))),
  })
  const fast = await receive()
  for (const { url } of [slow, fast]) await createWebhook(url)
  const contacts = await createContacts(30)
  await move(contacts, 'a')
  await until(() => fast.arrivals.length === 30)
  // Its share of connections.
  await until(() => waiting.length === 16)
  expect(slow.arrivals).toHaveLength(16)
  await until(() => {
    waiting.shift()?.()
    return slow.arrivals.length === 30 && waiting.length === 0
  })
  expect(new Set(slow.arrivals.map(({ id }) => id)).size).toBe(30)
})

it('BR-714 what is underway when a snapshot is restored counts for nothing in the new state', {
  timeout,
}, async () => {
  let isHanging = true
  const receiver = await receive({ answer: () => (isHanging ? undefined : 200) })
  const id = await createWebhook(receiver.url)
  const [contact = ''] = await createContacts(1)
  await control(contactd, 'PUT', '/snapshots/before', {})
  const others = await createContacts(10)
  await move(others, 'old')
  await until(() => receiver.arrivals.length === 10)
  expect((await control(contactd, 'POST', '/snapshots/before/restore')).status).toBe(204)
  isHanging = false
  expect(await deliveriesOf(id)).toEqual([])
  await move([contact], 'new')
  await until(async () => (await deliveriesOf(id)).some(({ status }) => status === 'delivered'))
  expect(receiver.arrivals.map(({ city }) => city)).toEqual([...Array(10).fill('old'), 'new'])
  expect(await deliveriesOf(id)).toMatchObject([{ contactId: contact, status: 'delivered' }])
})

it('BR-714 a deleted webhook gets nothing more, and a changed URL counts for what waits', {
  timeout,
}, async () => {
  const waiting: (() => void)[] = []
  const old = await receive({ answer: () => new Promise((resolve) => waiting.push(() => resolve(200))) })
  const other = await receive()
  const moved = await createWebhook(old.url)
  const contacts = await createContacts(100)
  await move(contacts, 'a')
  await until(() => waiting.length === 16)
  await api(contactd, 'PUT', `${webhooks}/${moved}`, { url: other.url })
  // It is read when the lease is renewed.
  await until(() => {
    waiting.shift()?.()
    return other.arrivals.length > 0
  })
  for (const answer of waiting) answer()
  await until(() => old.arrivals.length + other.arrivals.length === 100)

  const deleted = await createWebhook(old.url)
  const before = old.arrivals.length
  await move(contacts, 'b')
  await until(() => old.arrivals.length === before + 16)
  expect((await api(contactd, 'DELETE', `${webhooks}/${deleted}`)).status).toBe(200)
  for (const answer of waiting) answer()
  // The other one has all of them, and the deleted one no more than it had.
  await until(() => other.arrivals.filter(({ city }) => city === 'b').length === 100)
  expect(old.arrivals.length).toBeLessThan(before + 100)
})
