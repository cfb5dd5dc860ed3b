import { beforeAll, describe, expect, it } from 'vitest'
import { useAddress } from '../support/use-address.ts'
import { useTestServer } from '../support/use-test-server.ts'
import { plainClient } from './plain-client.ts'

/*
 * The requests of Pipedream's HighLevel components, as in their published source: axios with its usual `Accept`, a
 * content type only with a body, a bodyless POST, the location in every list.
 */

interface Made {
  campaign: { id: string }
  contact: { id: string }
  note: { id: string }
  /** HighLevel's spelling. */
  buiseness: { id: string }
}
interface Page {
  contacts: { id: string }[]
  meta: { startAfter: number; startAfterId: string }
}

const server = useTestServer()
const address = useAddress(server)
let call: ReturnType<typeof plainClient>
beforeAll(() => {
  const headers = { accept: 'application/json, text/plain, */*', 'user-agent': 'pipedream/1' }
  call = plainClient(address.url, server.token, headers)
})

async function upsert(email: string): Promise<string> {
  const data = { locationId: server.locationId, email, name: 'Rosan Deo', phone: '+1 201-555-0123' }
  const { status, body } = await call<Made>('POST', '/contacts/upsert', data)
  expect(status).toBe(200)
  return body.contact.id
}

describe("Pipedream's HighLevel components", () => {
  it('BR-318 create, upsert and update contacts', async () => {
    const { locationId } = server
    const data = { locationId, name: 'Ona Kit', email: 'ona@example.com', gender: 'female', tags: ['New'] }
    const made = await call<Made>('POST', '/contacts/', data)
    expect(made).toMatchObject({ status: 201, body: { contact: { firstName: 'Ona', tags: ['new'] } } })
    const { id } = made.body.contact
    expect(await call('PUT', `/contacts/${id}`, { name: 'Ona Kitt', country: 'DE' })).toMatchObject({
      status: 200,
      body: { succeded: true, contact: { lastName: 'Kitt', country: 'DE' } },
    })
    expect(await call('POST', '/contacts/upsert', data)).toMatchObject({
      status: 200,
      body: { new: false, contact: { id } },
    })
  })

  it('BR-318 fill the list of campaigns, and add a contact to one with no body', async () => {
    const { locationId } = server
    const { body } = await call<Made>('POST', '/_contactd/campaigns', { locationId, name: 'Spring' })
    const { id } = body.campaign
    expect(await call('GET', `/campaigns/?locationId=${locationId}`)).toMatchObject({
      status: 200,
      body: { campaigns: [{ id, name: 'Spring' }] },
    })
    const contactId = await upsert('campaign@example.com')
    expect(await call('POST', `/contacts/${contactId}/campaigns/${id}`)).toMatchObject({
      status: 201,
      body: { succeded: true },
    })
  })

  it('BR-318 fill the list of contacts by a query, and of notes, and update a note', async () => {
    const contactId = await upsert('note@example.com')
    const query = new URLSearchParams({ query: 'note@example', limit: '100', locationId: server.locationId })
    expect((await call<Page>('GET', `/contacts/?${query}`)).body.contacts.map(({ id }) => id)).toEqual([
      contactId,
    ])
    const notes = `/contacts/${contactId}/notes`
    const { note } = (await call<Made>('POST', notes, { body: 'A call' })).body
    expect(await call('GET', notes)).toMatchObject({ body: { notes: [{ id: note.id, body: 'A call' }] } })
    expect(await call('PUT', `${notes}/${note.id}`, { body: 'Two calls' })).toMatchObject({
      status: 200,
      body: { note: { body: 'Two calls' } },
    })
  })

  it('BR-318 poll for new contacts by startAfter and startAfterId', async () => {
    const ids = [await upsert('one@example.com'), await upsert('two@example.com')]
    const seen: string[] = []
    const query = new URLSearchParams({ limit: '1', locationId: server.locationId })
    for (;;) {
      const { contacts, meta } = (await call<Page>('GET', `/contacts/?${query}`)).body
      if (contacts.length === 0) break
      seen.push(...contacts.map(({ id }) => id))
      query.set('startAfter', String(meta.startAfter))
      query.set('startAfterId', meta.startAfterId)
    }
    expect(seen).toEqual(expect.arrayContaining(ids))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('BR-318 list, create, get, update and delete businesses', async () => {
    const { locationId } = server
    const made = await call<Made>('POST', '/businesses/', { locationId, name: 'Deo Works' })
    expect(made.status).toBe(201)
    const path = `/businesses/${made.body.buiseness.id}`
    expect(await call('PUT', path, { name: 'Deo & Co' })).toMatchObject({ status: 200 })
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { business: { name: 'Deo & Co' } } })
    expect(await call('GET', `/businesses/?locationId=${locationId}`)).toMatchObject({
      status: 200,
      body: { businesses: [{ name: 'Deo & Co' }] },
    })
    expect(await call('DELETE', path)).toMatchObject({ status: 200 })
  })
})
