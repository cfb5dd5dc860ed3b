import { beforeAll, describe, expect, it } from 'vitest'
import { putAddresses } from '../../../../../test/support/contacts.ts'
import { bearer } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'

const server = useTestServer()

interface Page {
  duplicates: { kind: string; value: string; total: number; contacts: { id: string; name: string }[] }[]
  startAfter?: string
  message: string | string[]
}

let locationId: string
let headers: Record<string, string>
beforeAll(async () => {
  const { fixtures, companyId, call } = server
  locationId = await fixtures.location(companyId, { allowDuplicateContact: true })
  headers = bearer((await fixtures.token({ companyId, locationId })).token)
  const make = async (firstName: string, fields: object, lists = {}) => {
    const { body } = await call('POST', '/contacts/', { locationId, firstName, ...fields }, headers)
    await putAddresses(call, body.contact.id, lists, headers)
  }
  await make('A', { email: 'shared@example.com', phone: '+15551234567' })
  await make('B', { email: 'Shared@example.com' })
  await make('C', { phone: '+15551234567' }, { additionalEmails: ['shared@example.com'] })
  await make('D', { email: 'd@example.com' }, { additionalEmails: ['e@example.com'] })
  await make('E', { email: 'e@example.com' })
  await make('F', {}, { additionalPhones: ['+15557654321'] })
  await make('G', {}, { additionalPhones: ['+15557654321'] })
  await make('H', { email: 'alone@example.com' }, { additionalEmails: ['alone2@example.com'] })
})

const list = async (query = '') =>
  (
    await server.call<Page>(
      'GET',
      `/_contactd/contacts/duplicates?locationId=${locationId}${query}`,
      undefined,
      headers,
    )
  ).body

const groups = ({ duplicates }: Page) =>
  duplicates.map(({ kind, value, total, contacts }) => [
    kind,
    value,
    total,
    contacts.map(({ name }) => name).sort(),
  ])

const expected = [
  ['email', 'shared@example.com', 3, ['A', 'B', 'C']],
  ['phone', '+15551234567', 2, ['A', 'C']],
  ['email', 'e@example.com', 2, ['D', 'E']],
  ['phone', '+15557654321', 2, ['F', 'G']],
]

describe('BR-773 duplicates of a location are listed', () => {
  it('by the emails and phones that several contacts have, first or additional', async () => {
    const page = await list()
    expect(groups(page)).toEqual(expected)
    expect(page).not.toHaveProperty('startAfter')
    expect(page.duplicates[1]?.contacts[0]).toMatchObject({ phone: '+15551234567' })
  })

  it('page by page', async () => {
    const found: unknown[] = []
    let query = '&limit=1'
    for (let pages = 0; pages < 10; pages++) {
      const page = await list(query)
      expect(page.duplicates.length).toBeLessThanOrEqual(1)
      found.push(...groups(page))
      if (page.startAfter === undefined) break
      query = `&limit=1&startAfter=${encodeURIComponent(page.startAfter)}`
    }
    expect(found).toEqual(expected)
  })

  it('none where contacts share nothing', async () => {
    const { body } = await server.call<Page>(
      'GET',
      `/_contactd/contacts/duplicates?locationId=${server.locationId}`,
    )
    expect(body.duplicates).toEqual([])
  })

  it.each(['x', 'name:a'])('startAfter %j is refused', async (startAfter) => {
    expect((await list(`&startAfter=${startAfter}`)).message).toEqual([
      'startAfter must be that of the previous page',
    ])
  })
})
