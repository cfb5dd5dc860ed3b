import { describe, expect, it } from 'vitest'
import type { ContactReply } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'

const server = useTestServer({ location: { allowDuplicateContact: true } })

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const call = <Body = ContactReply>(method: Method, path: string, body?: unknown, version = 'v3') =>
  server.call<Body>(method, path, body, { version })

const blocked = (message: string) => ({ status: 'active', message })
const everyField = () => ({
  locationId: server.locationId,
  firstName: 'Jane',
  lastName: 'Doe',
  dateOfBirth: '1990-09-25',
  dnd: true,
  dndSettings: { call: blocked('a'), whatsApp: blocked('b'), fb: { status: 'permanent' } },
  inboundDndSettings: { all: { status: 'active' } },
})
const create = async (body: object = everyField(), version = 'v3') => {
  const { status, text, body: reply } = await call('POST', '/contacts/', body, version)
  expect({ status, text }).toMatchObject({ status: 201 })
  return reply.contact
}

describe('contacts under Version: v3', () => {
  it('BR-202 are the same in Create Contact and in Get Contact', async () => {
    const created = await create()
    expect(created).toMatchObject({ name: 'Jane Doe', dateOfBirth: '1990-09-25' })
    expect(created).not.toHaveProperty('birthMonth')
    const { body, text } = await call('GET', `/contacts/${created.id}`)
    expect(text).toBe(JSON.stringify({ contact: created, traceId: body.traceId }))
    const born = { locationId: server.locationId, firstName: 'Jane', dateOfBirth: '1990-09-25' }
    const dated = await create(born, '2021-07-28')
    expect(dated).toMatchObject({ dateOfBirth: '1990-09-25T00:00:00.000Z', birthMonth: 9, birthDay: 25 })
  })

  it('BR-202 return only succeeded from an update, and both spellings from a deletion', async () => {
    const { id } = await create()
    const updated = await call('PUT', `/contacts/${id}`, {
      city: 'Berlin',
      dndSettings: { sms: blocked('c') },
    })
    expect(updated.status).toBe(200)
    expect(Object.keys(updated.body)).toEqual(['succeeded', 'contact', 'traceId'])
    expect(updated.body.contact).toMatchObject({ city: 'Berlin', dndSettings: { sms: blocked('c') } })
    const found = await call('GET', `/contacts/${id}`)
    expect(found.body.contact).toEqual(updated.body.contact)
    const deleted = await call<object>('DELETE', `/contacts/${id}`)
    expect([deleted.status, Object.keys(deleted.body)]).toEqual([200, ['succeded', 'succeeded', 'traceId']])
  })

  it('BR-201 have their channels in camel case, and in title case under a dated version', async () => {
    const { id, dndSettings } = await create()
    expect(dndSettings).toEqual(everyField().dndSettings)
    const dated = await call('GET', `/contacts/${id}`, undefined, '2021-07-28')
    expect(dated.body.contact.dndSettings).toEqual({
      Call: blocked('a'),
      WhatsApp: blocked('b'),
      FB: { status: 'permanent' },
    })
    await call('PUT', `/contacts/${id}`, { dndSettings: { GMB: blocked('d') } }, '2023-02-21')
    const { body } = await call('PUT', `/contacts/${id}`, {
      dndSettings: { call: blocked('e'), fb: blocked('f') },
    })
    expect(JSON.stringify(body.contact.dndSettings)).toBe(
      JSON.stringify({
        call: blocked('e'),
        whatsApp: blocked('b'),
        gmb: blocked('d'),
        fb: { status: 'permanent' },
      }),
    )
  })

  it.each([
    ['v3', ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB', 'whatsapp']],
    ['2021-07-28', ['call', 'email', 'sms', 'whatsApp', 'gmb', 'fb']],
  ])('BR-201 refuse, under %s, the channels %j', async (version, channels) => {
    const { id } = await create()
    const dndSettings = Object.fromEntries(channels.map((channel) => [channel, blocked('x')]))
    for (const [method, path, body] of [
      ['PUT', `/contacts/${id}`, { dndSettings }],
      ['POST', '/contacts/', { locationId: server.locationId, dndSettings }],
    ] as const) {
      const refused = await call(method, path, body, version)
      expect([refused.status, refused.body.message]).toEqual([
        422,
        channels.map((channel) => `dndSettings.property ${channel} should not exist`),
      ])
    }
  })

  it.each<[unknown, string[]]>([
    [{ dndSettings: { sms: {} } }, ['dndSettings.sms.status must be a valid enum value']],
    [{ dndSettings: { sms: null } }, ['dndSettings.sms.nested property sms must be either object or array']],
    [
      { locationId: 'x', tags: 'x', customFields: [{ fieldValue: 1 }] },
      [
        'property locationId should not exist',
        'tags must be an array',
        'customFields.0 must have an id or a key',
      ],
    ],
    [[], ['the body must be a JSON object']],
    [null, ['the body must be a JSON object']],
  ])('BR-200 validate the body %j by the schema of v3, with the same messages', async (body, sentences) => {
    const { id } = await create()
    const { status, body: reply } = await call('PUT', `/contacts/${id}`, body)
    expect(status).toBe(422)
    expect(reply.message).toEqual(sentences)
  })

  it('BR-203 prefer fieldValue to field_value, unlike a dated version', async () => {
    const field = await call<{ customField: { id: string } }>(
      'POST',
      `/locations/${server.locationId}/customFields`,
      { name: 'Nickname', dataType: 'TEXT' },
    )
    const { id } = field.body.customField
    const { id: contactId } = await create()
    for (const [version, sent, value] of [
      ['v3', { fieldValue: 'new' }, 'new'],
      ['v3', { field_value: 'old' }, 'old'],
      ['v3', { field_value: 'old', fieldValue: 'new' }, 'new'],
      ['2021-07-28', { field_value: 'old', fieldValue: 'new' }, 'old'],
    ] as const) {
      const customFields = [{ id, ...sent }]
      const { body } = await call('PUT', `/contacts/${contactId}`, { customFields }, version)
      expect(body.contact.customFields).toEqual([{ id, value }])
    }
  })

  it('BR-200 keep the paths that v3 has dropped or replaced', async () => {
    const { id } = await create()
    for (const [method, path] of [
      ['GET', `/contacts/?locationId=${server.locationId}`],
      ['DELETE', `/contacts/${id}/campaigns/removeAll`],
      ['DELETE', `/contacts/${id}/campaigns/remove-all`],
    ] as const) {
      const { status } = await call(method, path)
      expect(status, path).toBe(200)
    }
    const unknown = await call('DELETE', `/contacts/${id}/campaigns/remove-all`, undefined, '2021-07-28')
    expect([unknown.status, unknown.body.message]).toEqual([
      404,
      `Cannot DELETE /contacts/${id}/campaigns/remove-all`,
    ])
  })

  it('BR-200 have tags as under the dated versions', async () => {
    const { id } = await create()
    const added = await call('POST', `/contacts/${id}/tags`, { tags: ['VIP'] })
    expect([added.status, added.body]).toEqual([201, { tags: ['vip'], tagsAdded: ['vip'] }])
    const removed = await call('DELETE', `/contacts/${id}/tags`, { tags: ['vip'] })
    expect([removed.status, removed.body]).toEqual([200, { tags: [], tagsRemoved: ['vip'] }])
  })
})
