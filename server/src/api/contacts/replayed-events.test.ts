import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { documentOf } from '../../../../test/support/contacts.ts'
import { type FiredEvent, FiredEvents } from '../../../../test/support/fired-events.ts'
import type { Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let fired: FiredEvents
beforeAll(async () => {
  const { locationId, fixtures } = server
  await fixtures.customField(locationId, { name: 'Colour', dataType: 'TEXT' })
  fired = await FiredEvents.watch(server, locationId)
})

/** What a receiver keeps of a contact. */
type Mirror = Record<string, unknown>

const plainFields = [
  'id',
  'address1',
  'city',
  'country',
  'dateAdded',
  'dnd',
  'email',
  'firstName',
  'lastName',
]
const furtherFields = ['phone', 'source', 'postalCode', 'website', 'assignedTo', 'companyName', 'state']

/** What a receiver should have, from the stored contact. */
function mirrorOf(contact: Record<string, unknown>): Mirror {
  const fields = [...plainFields, ...furtherFields, 'tags', 'customFields', 'dndSettings']
  return {
    ...Object.fromEntries(fields.map((field) => [field, contact[field]])),
    name: contact.name === '' ? undefined : contact.name,
    dateOfBirth: contact.dateOfBirth === undefined ? undefined : `${contact.dateOfBirth}T00:00:00.000Z`,
  }
}

/** A receiver: it takes each event as the whole contact, and the settings of dnd from the events that have them. */
function replay(mirrors: Map<string, Mirror>, { type, payload }: FiredEvent): void {
  const { type: _, locationId: __, tags = [], customFields = [], ...fields } = payload
  const id = String(payload.id)
  if (type === 'ContactDelete') {
    mirrors.delete(id)
    return
  }
  const dndSettings = type === 'ContactDndUpdate' ? payload.dndSettings : mirrors.get(id)?.dndSettings
  mirrors.set(id, { ...fields, tags, customFields, dndSettings })
}

const some = (values: readonly unknown[]) => fc.constantFrom(...values)
const tags = fc.array(some(['a', 'b', 'C']), { maxLength: 3 })
const status = some(['active', 'inactive', 'permanent'])

const fields = () =>
  fc.record(
    {
      firstName: some(['Ada', 'Bo', '']),
      lastName: some(['Roe', null]),
      email: some(['a@replay.example', 'b@replay.example', 'A@replay.example', null]),
      phone: some(['+15551230001', '+15551230002', null]),
      address1: some(['1 Main St', '']),
      city: some(['Ulm', 'Bonn', null]),
      state: some(['BW', null]),
      country: some(['DE', 'US']),
      postalCode: some(['89073', '']),
      website: some(['https://a.example', null]),
      source: some(['form', null]),
      companyName: some(['Roe Ltd', null]),
      timezone: some(['Europe/Berlin', null]),
      dateOfBirth: some(['1990-09-25', '1991-01-02', null]),
      assignedTo: some([null, 'user']),
      dnd: fc.boolean(),
      dndSettings: fc.record(
        { SMS: fc.record({ status }), Email: fc.record({ status }) },
        { requiredKeys: [] },
      ),
      inboundDndSettings: fc.record({ all: fc.record({ status: some(['active', 'inactive']) }) }),
      tags,
      customFields: fc.tuple(some(['red', 'blue', ''])).map(([value]) => [{ key: 'colour', value }]),
    },
    { requiredKeys: [] },
  )

/** A request about the contact at a position among those that there are. */
type Step = [kind: string, at: number, body: Record<string, unknown>]
const step = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.constant('create'), fc.nat(9), fields()) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('upsert'), fc.nat(9), fields()) },
  { weight: 6, arbitrary: fc.tuple(fc.constant('update'), fc.nat(9), fields()) },
  { weight: 2, arbitrary: fc.tuple(some(['add', 'remove', 'bulk']), fc.nat(9), fc.record({ tags })) },
  { weight: 1, arbitrary: fc.tuple(some(['delete', 'rename', 'untag']), fc.nat(9), fc.constant({})) },
) as fc.Arbitrary<Step>

/** The URL of one of the tags that there are. */
async function tagUrl(at: number): Promise<string> {
  const url = `/locations/${server.locationId}/tags`
  const { tags } = (await server.call<{ tags: { id: string }[] }>('GET', url)).body
  return `${url}/${tags[at % Math.max(tags.length, 1)]?.id}`
}

async function requestOf(
  [kind, at, sent]: Step,
  ids: readonly string[],
): Promise<[Method, string, unknown?]> {
  const { locationId, userId } = server
  const id = ids[at % Math.max(ids.length, 1)] ?? 'none'
  const body = { ...sent, ...(sent.assignedTo === 'user' && { assignedTo: userId }) }
  if (kind === 'create') return ['POST', '/contacts/', { ...body, locationId }]
  if (kind === 'upsert') return ['POST', '/contacts/upsert', { ...body, locationId }]
  if (kind === 'update') return ['PUT', `/contacts/${id}`, body]
  if (kind === 'add') return ['POST', `/contacts/${id}/tags`, body]
  if (kind === 'remove') return ['DELETE', `/contacts/${id}/tags`, body]
  if (kind === 'bulk')
    return ['POST', '/contacts/bulk/tags/update/add', { contacts: ids, ...body, locationId }]
  if (kind === 'rename') return ['PUT', await tagUrl(at), { name: `tag ${at}` }]
  if (kind === 'untag') return ['DELETE', await tagUrl(at)]
  return ['DELETE', `/contacts/${id}`]
}

/** Random steps may delete nothing. */
const everyEvent: Step[] = [
  ['create', 0, { firstName: 'Ada', email: 'a@replay.example' }],
  ['update', 0, { city: 'Ulm', dnd: true }],
  ['add', 0, { tags: ['a'] }],
  ['delete', 0, {}],
  ['create', 0, { firstName: 'Bo' }],
]

it('BR-702 whatever is requested, a receiver of all events has the contacts as they are', async () => {
  const types = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
      const mirrors = new Map<string, Mirror>()
      for (const one of steps) {
        server.clock.advance(1000)
        const { status, body } = await server.call(...(await requestOf(one, [...mirrors.keys()])))
        expect(status).toBeLessThan(500)
        const events = await fired.take()
        if (status >= 400) expect(events).toEqual([])
        for (const event of events) {
          types.add(event.type)
          replay(mirrors, event)
          // Of the settings of dnd, ContactCreate has none: a receiver asks for them.
          if (event.type === 'ContactCreate')
            mirrors.set(body.contact.id, {
              ...mirrors.get(body.contact.id),
              dndSettings: body.contact.dndSettings,
            })
        }
        for (const [id, mirror] of mirrors) {
          const stored = JSON.parse((await documentOf(server, id)) ?? 'null')
          expect(mirror).toEqual(mirrorOf(stored))
        }
      }
      for (const id of mirrors.keys()) await server.call('DELETE', `/contacts/${id}`)
      expect(new Set(await fired.types())).toEqual(new Set(mirrors.size > 0 ? ['ContactDelete'] : []))
    }),
    { numRuns: 20, examples: [[everyEvent]] },
  )
  expect([...types].sort()).toEqual([
    'ContactCreate',
    'ContactDelete',
    'ContactDndUpdate',
    'ContactTagUpdate',
    'ContactUpdate',
  ])
})
