import { beforeAll, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

interface Page {
  contacts: unknown[]
  message: string
}

/** The number of contacts. Each has nearly a megabyte, so all of them exceed a page. */
const contacts = 18

const server = useTestServer()
let businessId: string
beforeAll(async () => {
  const { locationId, fixtures } = server
  const customFields: { id: string; value: string }[] = []
  for (let n = 0; n < 10; n += 1) {
    const { id } = await fixtures.customField(locationId, {
      dataType: 'LARGE_TEXT',
      name: `Story ${n}`,
      fieldKey: `contact.story_${n}`,
    })
    customFields.push({ id, value: 'x'.repeat(98_000) })
  }
  const made: string[] = []
  for (let n = 0; n < contacts; n += 1) {
    const { status, body } = await server.call('POST', '/contacts/', {
      locationId,
      firstName: 'A',
      customFields,
    })
    expect(status).toBe(201)
    made.push(body.contact.id)
  }
  const business = await server.call<{ buiseness: { id: string } }>('POST', '/businesses/', {
    locationId,
    name: 'Large',
  })
  businessId = business.body.buiseness.id
  await server.call('POST', '/contacts/bulk/business', { locationId, ids: made, businessId })
})

const search = (pageLimit: number) =>
  server.call<Page>('POST', '/contacts/search', { locationId: server.locationId, pageLimit })
const list = (limit: number) =>
  server.call<Page>('GET', `/contacts/?locationId=${server.locationId}&limit=${limit}`)
const listOfBusiness = (limit: number) =>
  server.call<Page>('GET', `/contacts/business/${businessId}?locationId=${server.locationId}&limit=${limit}`)

describe('a page of large contacts', () => {
  it.each([
    ['Search Contacts', search],
    ['Get Contacts', list],
    ['Get Contacts By BusinessId', listOfBusiness],
  ])(
    'BR-304 is refused by %s if they are too large in total, and returned if they are fewer',
    async (_, page) => {
      const refused = await page(contacts)
      expect(refused.status).toBe(400)
      expect(refused.body.message).toBe('The contacts of this page are too large together: ask for fewer')
      const answered = await page(10)
      expect(answered.status).toBe(200)
      expect(answered.body.contacts).toHaveLength(10)
    },
  )
})
