import type { AddressInfo } from 'node:net'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer, startTestServer, type TestServer } from '../../../../test/support/server.ts'
import { until } from '../../../../test/support/until.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { revokePrivateIntegrationToken } from '../../auth/private-integration-token.ts'
import { systemClock } from '../../lib/clock.ts'
import { statement } from '../../storage/statement.ts'
import { eventStream, type StreamedDelivery, type StreamStart } from './event-stream.ts'
import { countListeners, findListener } from './listener-store.ts'
import { endUnusedListeners, maxListeners, openListener } from './listeners.ts'

const setUsed = statement<{ locationId: string; name: string; at: number }>(
  'listeners-test-used',
  'UPDATE webhook_listeners SET date_used = :at WHERE location_id = :locationId AND name = :name',
)
const countEvents = statement<{ locationId: string }, { count: number }>(
  'listeners-test-events',
  'SELECT COUNT(*) AS "count" FROM webhook_events WHERE location_id = :locationId',
)

const server = useTestServer()
const path = '/_contactd/webhooks/stream'
let origin: string
let contactId: string
beforeAll(async () => {
  origin = await listenOn(server)
  contactId = await newContact(server)
})

async function listenOn({ app }: TestServer): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

interface Client {
  events: EventSourceMessage[]
  deliveries(): StreamedDelivery[]
  cities(): string[]
  ended: Promise<void>
  close(): void
}

const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) {
    client.close()
    await client.ended
  }
})

/** Connects, and waits until the server sends events. */
async function connect(
  name: string,
  headers: Record<string, string> = {},
  { token = server.token, at = origin } = {},
): Promise<Client> {
  const aborting = new AbortController()
  const response = await fetch(`${at}${path}?name=${name}`, {
    headers: { ...bearer(token), ...headers },
    signal: aborting.signal,
  })
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ])
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  }
  const deliveries = () =>
    events.filter(({ event }) => event === 'delivery').map(({ data }) => JSON.parse(data) as StreamedDelivery)
  const client: Client = {
    events,
    deliveries,
    cities: () => deliveries().map(({ body }) => JSON.parse(body).city),
    ended: read().catch(() => undefined),
    close: () => aborting.abort(),
  }
  clients.push(client)
  await until(async () => events.length > 0)
  return client
}

const change = async (city: string) => {
  const { status } = await server.call('PUT', `/contacts/${contactId}`, { city })
  expect(status).toBe(200)
}
const acknowledge = (name: string, after: number) => server.call('POST', path, { name, after })
const endOf = ({ events }: Client) =>
  JSON.parse(events.find(({ event }) => event === 'end')?.data ?? '{}').reason
const startOf = ({ events: [first] }: Client) => JSON.parse(first?.data ?? '') as StreamStart
const newToken = async (scopes: ('webhooks.readonly' | 'contacts.readonly')[]) => {
  const { fixtures, companyId, locationId } = server
  return fixtures.token({ companyId, locationId, scopes })
}

describe('BR-727 a stream of events', () => {
  it('has the events from its beginning on, as a webhook would get them', async () => {
    await change('before')
    const client = await connect('first')
    await change('Aarau')
    await change('Bern')
    await until(async () => client.deliveries().length === 2)
    expect(client.cities()).toEqual(['Aarau', 'Bern'])
    const { locationId, name, secret } = startOf(client)
    expect([locationId, name]).toEqual([server.locationId, 'first'])
    const [{ headers, body }] = client.deliveries() as [StreamedDelivery]
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'ContactUpdate', city: 'Aarau' })
    expect(Object.keys(headers)).toContain('X-GHL-Signature')
  })

  it('goes on behind the last event that was acknowledged', async () => {
    const first = await connect('acknowledged')
    for (const city of ['Chur', 'Davos', 'Erlach']) await change(city)
    await until(async () => first.deliveries().length === 3)
    const [, chur] = first.events
    expect((await acknowledge('acknowledged', Number(chur?.id))).status).toBe(200)
    first.close()
    await first.ended
    await change('Flims')
    const second = await connect('acknowledged')
    await until(async () => second.deliveries().length === 3)
    expect(second.cities()).toEqual(['Davos', 'Erlach', 'Flims'])
    second.close()
    await second.ended
    const third = await connect('acknowledged', { 'last-event-id': second.events.at(-1)?.id ?? '' })
    await change('Gais')
    await until(async () => third.deliveries().length === 1)
    expect(third.cities()).toEqual(['Gais'])
    // It has only been acknowledged, not gone back.
    await acknowledge('acknowledged', 0)
    const fourth = await connect('acknowledged')
    await until(async () => fourth.deliveries().length === 1)
    expect(fourth.cities()).toEqual(['Gais'])
  })

  it('ends when another one takes its listener, and others go on', async () => {
    const [old, other] = [await connect('shared'), await connect('other')]
    const young = await connect('shared')
    await old.ended
    expect(endOf(old)).toBe('taken over')
    await change('Horgen')
    await until(async () => young.deliveries().length + other.deliveries().length === 2)
    expect(old.deliveries()).toEqual([])
  })

  it('ends when its token is revoked', async () => {
    const { token, id } = await newToken(['webhooks.readonly'])
    const client = await connect('revoked', {}, { token })
    const { storage, clock, ids } = server
    await storage.write((tx) => revokePrivateIntegrationToken(tx, { clock, ids }, id), 'access')
    await client.ended
    expect(endOf(client)).toBe('token refused')
  })

  it('ends when the server stops', async () => {
    const other = await startTestServer()
    const client = await connect('stopping', {}, { token: other.token, at: await listenOn(other) })
    await other.close()
    await client.ended
    expect(endOf(client)).toBe('stopping')
  })

  it('needs the scope webhooks.readonly of a location', async () => {
    const { token } = await newToken(['contacts.readonly'])
    for (const method of ['GET', 'POST'] as const) {
      const body = method === 'POST' ? { after: 1 } : undefined
      expect((await server.call(method, path, body, bearer(token))).status).toBe(401)
      expect((await server.call(method, path, body, { authorization: undefined })).status).toBe(401)
    }
    expect((await server.call('GET', `${path}?name=a%20b`)).status).toBe(422)
    expect((await server.call('HEAD', path)).status).toBe(200)
  })

  it('is read no further than its client reads', async () => {
    const { storage, locationId } = server
    const client = await connect('slow')
    for (let number = 0; number < 30; number += 1) await change(`${number} ${'x'.repeat(100)}`)
    client.close()
    await client.ended
    const listener = await storage.read((tx) => tx.get(findListener, { locationId, name: 'slow' }))
    if (!listener) throw new Error('There is no listener.')
    let signed = 0
    const gone = new AbortController()
    const events = eventStream({
      ...{ storage, locationId, listener, gone: gone.signal },
      start: startOf(client),
      sign: async () => {
        signed += 1
        return { headers: {}, body: '{}' }
      },
      findEnd: async () => undefined,
    })
    for (let reads = 0; reads < 5; reads += 1) {
      await events.next()
      // The first is the start of the stream.
      expect(signed).toBe(reads)
    }
    gone.abort()
  })
})

describe('BR-728 a listener', () => {
  const listenerOf = (name: string) => {
    const { storage, locationId } = server
    return storage.read((tx) => tx.get(findListener, { locationId, name }))
  }

  it('ends when nobody has used it for a day, and its events are no longer recorded', async () => {
    const other = await startTestServer()
    const { storage, locationId } = other
    const client = await connect('left', {}, { token: other.token, at: await listenOn(other) })
    client.close()
    await client.ended
    const count = async () => (await storage.read((tx) => tx.get(countEvents, { locationId })))?.count
    const dayMs = 24 * 60 * 60 * 1000
    const use = async (agoMs: number) => {
      const at = systemClock.now() - agoMs
      await storage.write((tx) => tx.run(setUsed, { locationId, name: 'left', at }), { locationId })
      await endUnusedListeners(storage, new AbortController().signal)
    }
    await use(dayMs - 60_000)
    await newContact(other)
    expect(await count()).toBe(1)
    await use(dayMs + 60_000)
    await newContact(other)
    expect(await count()).toBe(1)
    await other.close()
  })

  it(`is one of at most ${maxListeners} of its location`, async () => {
    const { storage, locationId } = server
    const { companyId } = server
    const count = (await storage.read((tx) => tx.get(countListeners, { locationId })))?.count ?? 0
    const open = (number: number) =>
      storage.write(
        (tx) =>
          openListener(tx, server, {
            ...{ locationId, companyId, name: `many-${number}`, after: undefined },
            ...{ streamId: 'none', sealedSecret: '' },
          }),
        { locationId },
      )
    for (let number = count; number < maxListeners; number += 1) await open(number)
    await expect(open(maxListeners)).rejects.toThrow(`${maxListeners} listeners, the most it can have`)
    // Those that are there go on.
    expect((await open(maxListeners - 1)).name).toBe(`many-${maxListeners - 1}`)
    await storage.write(
      async (tx) => {
        for (let number = 0; number <= maxListeners; number += 1)
          await tx.run(setUsed, { locationId, name: `many-${number}`, at: 0 })
      },
      { locationId },
    )
    await endUnusedListeners(storage, new AbortController().signal)
    expect(await listenerOf(`many-${maxListeners - 1}`)).toBeUndefined()
  })
})
