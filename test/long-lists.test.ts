import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from './support/contacts.ts'
import { testEngine } from './support/engines.ts'
import { textRead } from './support/reads-of-turns.ts'
import { bearer } from './support/server.ts'
import { useTestServer } from './support/use-test-server.ts'

const server = useTestServer()
let contactId: string
let companyToken: string
beforeAll(async () => {
  contactId = await newContact(server)
  companyToken = (await server.fixtures.token({ companyId: server.companyId })).token
})

/** The maximum amount of text that one turn may process. */
const maxInTurn = 300_000
const wide = (length: number) => '€'.repeat(length)
const scopes = Array.from({ length: 120 }, (_, index) => `${index} ${wide(245)}`)
const links = ['facebookUrl', 'googlePlus', 'linkedIn', 'foursquare', 'twitter', 'yelp', 'instagram']
const social = Object.fromEntries(links.map((name) => [name, wide(2048)]))
const options = Array.from({ length: 800 }, (_, index) => `${index} ${wide(250)}`)

/** A list: its path, how its rows are created, their number, and its name in the response. */
interface LongList {
  name: string
  list: () => string
  create: () => string
  body: (index: number) => object
  rows: number
  key: string
  /** Default: the location's token. */
  token?: () => string
}

const lists: LongList[] = [
  {
    name: 'businesses',
    list: () => `/businesses/?locationId=${server.locationId}&limit=500`,
    create: () => '/businesses/',
    body: (index) => ({ name: `B ${index}`, locationId: server.locationId, description: wide(5000) }),
    rows: 150,
    key: 'businesses',
  },
  {
    name: 'custom fields',
    list: () => `/locations/${server.locationId}/customFields`,
    create: () => `/locations/${server.locationId}/customFields`,
    body: (index) => ({ name: `F ${index}`, dataType: 'SINGLE_OPTIONS', options }),
    rows: 5,
    key: 'customFields',
  },
  {
    name: 'found custom fields',
    list: () => `/locations/${server.locationId}/customFields/search?limit=100`,
    create: () => `/locations/${server.locationId}/customFields`,
    body: (index) => ({ name: `G ${index}`, dataType: 'TEXT' }),
    rows: 2,
    key: 'customFields',
  },
  {
    name: 'custom values',
    list: () => `/locations/${server.locationId}/customValues`,
    create: () => `/locations/${server.locationId}/customValues`,
    body: (index) => ({ name: `V ${index}`, value: wide(45_000) }),
    rows: 20,
    key: 'customValues',
  },
  {
    name: 'notes',
    list: () => `/contacts/${contactId}/notes`,
    create: () => `/contacts/${contactId}/notes`,
    body: () => ({ body: wide(65_000) }),
    rows: 15,
    key: 'notes',
  },
  {
    name: 'tasks',
    list: () => `/contacts/${contactId}/tasks`,
    create: () => `/contacts/${contactId}/tasks`,
    body: (index) => ({ title: `T ${index}`, body: wide(65_000), dueDate: '2030-01-01', completed: false }),
    rows: 15,
    key: 'tasks',
  },
  {
    name: 'appointments of a contact',
    list: () => `/contacts/${contactId}/appointments`,
    create: () => '/_contactd/appointments',
    body: (index) => ({
      contactId,
      title: `A ${index}`,
      notes: wide(5000),
      startTime: '2030-01-01',
      endTime: '2030-01-02',
    }),
    rows: 150,
    key: 'events',
  },
  {
    name: 'appointments of a location',
    list: () => `/_contactd/appointments?locationId=${server.locationId}`,
    create: () => '/_contactd/appointments',
    body: (index) => ({
      contactId,
      title: `Later ${index}`,
      notes: wide(5000),
      startTime: '2031-01-01',
      endTime: '2031-01-02',
    }),
    rows: 10,
    key: 'appointments',
  },
  {
    name: 'users of a location',
    list: () => `/users/?locationId=${server.locationId}`,
    create: () => '/users/',
    body: (index) => ({
      companyId: server.companyId,
      firstName: 'Una',
      lastName: `User ${index}`,
      email: `long-list-${index}@example.com`,
      type: 'account',
      role: 'user',
      locationIds: [server.locationId],
      scopes,
    }),
    rows: 28,
    key: 'users',
  },
  {
    name: 'found users',
    list: () => `/users/search?companyId=${server.companyId}&limit=100&query=1`,
    create: () => '/users/',
    body: (index) => ({
      companyId: server.companyId,
      firstName: 'Una',
      lastName: `Other ${index}`,
      email: `other-${index}@example.com`,
      phone: `+1 808 868 88${index + 10}`,
      type: 'account',
      role: 'user',
      locationIds: [server.locationId],
      scopes,
    }),
    rows: 5,
    key: 'users',
  },
  {
    name: 'locations',
    list: () => `/locations/search?companyId=${server.companyId}&limit=500`,
    create: () => '/locations/',
    body: (index) => ({ companyId: server.companyId, name: `L ${index}`, social }),
    rows: 60,
    key: 'locations',
    token: () => companyToken,
  },
]

describe('BR-485 a long list is read and sent in slices', () => {
  it.each(lists)('$name', async ({ list, create, body, rows, key, token = () => server.token }) => {
    for (let index = 0; index < rows; index += 1) {
      const made = await server.call('POST', create(), body(index), bearer(token()))
      expect([made.status, made.status < 300 ? '' : made.text]).toEqual([made.status, ''])
    }
    let text = ''
    const read = await textRead(server.storage, async () => {
      const reply = await server.call<Record<string, object[]>>('GET', list(), undefined, bearer(token()))
      text = reply.text
      expect(reply.status).toBe(200)
      expect(reply.body[key]?.length).toBeGreaterThanOrEqual(rows)
    })
    expect(text === JSON.stringify(JSON.parse(text))).toBe(true)
    expect(read.total).toBeGreaterThan(2 * maxInTurn)
    expect(read.mostInTurn).toBeLessThan(maxInTurn)
  })

  // PostgreSQL may return several in one turn.
  it.runIf(testEngine === 'sqlite')('and several concurrent requests have separate turns', async () => {
    const read = await textRead(server.storage, () =>
      Promise.all(
        ['notes', 'tasks', 'notes', 'tasks'].map((list) =>
          server.call('GET', `/contacts/${contactId}/${list}`),
        ),
      ),
    )
    expect(read.total).toBeGreaterThan(10 * maxInTurn)
    expect(read.mostInTurn).toBeLessThan(maxInTurn)
  })
})
