import { describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()

/** A location with these identifiers and two contacts: `mail` has the email, `call` the phone. */
async function locationWith(contactUniqueIdentifiers: string[], allowDuplicateContact = false) {
  const { companyId, fixtures } = server
  const headers = bearer((await fixtures.token({ companyId })).token)
  const settings = { contactUniqueIdentifiers, allowDuplicateContact }
  const made = await server.call<{ id: string }>(
    'POST',
    '/locations/',
    { companyId, name: 'Identified', settings },
    headers,
  )
  const locationId = made.body.id
  const post = (path: string, body: object) => server.call('POST', path, { locationId, ...body }, headers)
  const mail = (await post('/contacts/', { email: 'one@example.com' })).body.contact.id
  const call = (await post('/contacts/', { phone: '+15550000001' })).body.contact.id
  const look = async (query: string) =>
    (
      await server.call<{ contact: { id: string } | null }>(
        'GET',
        `/contacts/search/duplicate?locationId=${locationId}&${query}`,
        undefined,
        headers,
      )
    ).body.contact?.id
  return { mail, call, post, look }
}

const both = { email: 'one@example.com', phone: '+15550000001' }
const bothInQuery = 'email=one%40example.com&number=%2B15550000001'

describe('BR-386 contactUniqueIdentifiers', () => {
  it.each([
    [['email', 'phone'], 'mail', 'email'],
    [['phone', 'email'], 'call', 'phone'],
  ] as const)('%j are looked at in this order', async (identifiers, first, matchingField) => {
    const place = await locationWith([...identifiers])
    const refused = await place.post('/contacts/', both)
    expect(refused).toMatchObject({
      status: 400,
      body: { meta: { contactId: place[first], matchingField } },
    })
    expect(await place.look(bothInQuery)).toBe(place[first])
    const { body } = await place.post('/contacts/upsert', { ...both, city: 'Ulm' })
    expect(body).toMatchObject({ new: false, contact: { id: place[first], city: 'Ulm' } })
    // The other address belongs to another contact and is omitted.
    const other = matchingField === 'email' ? 'phone' : 'email'
    expect(body.contact).not.toHaveProperty(other)
  })

  it('without the phone do not match by it', async () => {
    const { post, look, mail } = await locationWith(['email'])
    expect(await post('/contacts/', { phone: both.phone })).toMatchObject({ status: 201 })
    expect(await post('/contacts/upsert', { phone: both.phone })).toMatchObject({ body: { new: true } })
    expect(await look('number=%2B15550000001')).toBeUndefined()
    const { body } = await post('/contacts/upsert', both)
    expect(body).toMatchObject({ new: false, contact: { id: mail, phone: both.phone } })
  })

  it('of a location that allows duplicates are those of upserts; Get Duplicate Contact looks at the email first', async () => {
    const { post, look, mail, call } = await locationWith(['phone', 'email'], true)
    expect(await look(bothInQuery)).toBe(mail)
    expect(await post('/contacts/upsert', both)).toMatchObject({ body: { contact: { id: call } } })
    expect(await post('/contacts/', both)).toMatchObject({ status: 201 })
  })
})
