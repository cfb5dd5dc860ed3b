import { HighLevel } from '@gohighlevel/api-client'
import { HighLevel as HighLevel2 } from '@gohighlevel/api-client-2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'

const locationId = 've9EPM428h8vShlRW1KT'
const businessId = '63771dcac1116f0e21de8e12'

interface Upserted {
  new: boolean
  succeded?: boolean
  contact: { id: string; email: string; phone?: string; tags: string[] }
}

let server: DemoServer
beforeAll(async () => {
  server = await startDemoServer()
})
afterAll(() => server.close())

describe.each([
  { release: '3.1.0', Client: HighLevel, email: 'three@sdk.example.com' },
  { release: '2.3.0', Client: HighLevel2 as unknown as typeof HighLevel, email: 'two@sdk.example.com' },
])('the official SDK $release', ({ Client, email }) => {
  function contacts() {
    const highLevel = new Client({ privateIntegrationToken: server.token, logLevel: 'none' })
    highLevel.getHttpClient().defaults.baseURL = server.url
    return highLevel.contacts
  }
  const upsert = async (body: object) =>
    (await contacts().upsertContact({ locationId, email, ...body })) as unknown as Upserted

  it('upserts a contact, and finds it by its email and its number', async () => {
    const made = await upsert({ firstName: 'Rosan', tags: ['a'] })
    expect(made).toMatchObject({ new: true, contact: { email, tags: ['a'] } })
    const changed = await upsert({ email: email.toUpperCase(), phone: '+1 415-555-0199', tags: ['b'] })
    expect(changed).toMatchObject({
      new: false,
      succeded: true,
      contact: { id: made.contact.id, tags: ['b'] },
    })

    const find = async (query: { email?: string; number?: string }) => {
      const found: unknown = await contacts().getDuplicateContact({ locationId, ...query })
      return (found as { contact: { id: string } | null }).contact?.id
    }
    expect(await find({ email })).toBe(made.contact.id)
    expect(await find({ number: '+14155550199' })).toBe(made.contact.id)
    expect(await find({ email: 'nobody@sdk.example.com' })).toBeUndefined()
    await contacts().updateContact({ contactId: made.contact.id }, { phone: '' })
  })

  it('changes the tags and the business of many contacts, and lists them', async () => {
    const { contact } = await upsert({ firstName: 'Many' })
    const tagged: unknown = await contacts().createAssociation(
      { type: 'add' },
      { contacts: [contact.id, 'abcdef'], tags: ['vip'], locationId },
    )
    expect(tagged).toMatchObject({
      succeded: true,
      errorCount: 1,
      responses: [
        { contactId: contact.id, type: 'success', tagsAdded: ['vip'] },
        { contactId: 'abcdef', type: 'error' },
      ],
    })

    expect(
      await contacts().addRemoveContactFromBusiness({ locationId, ids: [contact.id], businessId }),
    ).toEqual({ success: true, ids: [contact.id] })
    const list = async () =>
      contacts().getContactsByBusinessId({ businessId, locationId, limit: '5', skip: '0', query: 'many' })
    expect(await list()).toMatchObject({ contacts: [{ id: contact.id, businessId }], count: 1 })
    await contacts().addRemoveContactFromBusiness({
      locationId,
      ids: [contact.id],
      businessId: null as never,
    })
    expect(await list()).toMatchObject({ contacts: [], count: 0 })
  })
})

describe('plain requests, as other clients send them', () => {
  const send = async (method: string, path: string, body?: object) => {
    const reply = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${server.token}`,
        version: '2021-07-28',
        accept: 'application/json',
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: reply.status, body: (await reply.json()) as Upserted }
  }

  it('an upsert with a trailing slash', async () => {
    const body = { locationId, email: 'slash@example.com', customFields: [{ id: 'none', field_value: 'x' }] }
    expect(await send('POST', '/contacts/upsert/', body)).toMatchObject({ status: 200, body: { new: true } })
    expect(await send('POST', '/contacts/upsert/', body)).toMatchObject({ status: 200, body: { new: false } })
  })

  it('a lookup with unencoded plus signs', async () => {
    await send('POST', '/contacts/upsert', { locationId, email: 'a+b@example.com', phone: '+14155550177' })
    for (const query of ['email=a+b@example.com', 'number=+14155550177']) {
      expect(await send('GET', `/contacts/search/duplicate?locationId=${locationId}&${query}`)).toMatchObject(
        {
          status: 200,
          body: { contact: { email: 'a+b@example.com' } },
        },
      )
    }
  })
})
