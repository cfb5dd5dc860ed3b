import { HighLevel } from '@gohighlevel/api-client'
import { HighLevel as HighLevel2 } from '@gohighlevel/api-client-2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'

const locationId = 've9EPM428h8vShlRW1KT'
const demoContacts = 200

interface Row {
  id: string
  searchAfter: unknown[]
  firstNameLowerCase: string
}

interface Found {
  contacts: Row[]
  total: number
}

interface Listed {
  contacts: { id: string; firstName: string; firstNameRaw: string }[]
  meta: { total: number; nextPageUrl: string | null; startAfterId: string; startAfter: number }
}

let server: DemoServer
beforeAll(async () => {
  server = await startDemoServer()
})
afterAll(() => server.close())

describe.each([
  { release: '3.1.0', Client: HighLevel },
  { release: '2.3.0', Client: HighLevel2 as unknown as typeof HighLevel },
])('the official SDK $release', ({ Client }) => {
  function contacts() {
    const highLevel = new Client({ privateIntegrationToken: server.token, logLevel: 'none' })
    highLevel.getHttpClient().defaults.baseURL = server.url
    return highLevel.contacts
  }

  it('searches every contact, page by page', async () => {
    const seen: string[] = []
    let searchAfter: unknown[] | undefined
    do {
      const body = { locationId, pageLimit: 60, ...(searchAfter && { searchAfter }) }
      const found = (await contacts().searchContactsAdvanced(body)) as unknown as Found
      expect(found.total).toBe(demoContacts)
      seen.push(...found.contacts.map(({ id }) => id))
      searchAfter = found.contacts.at(-1)?.searchAfter
    } while (searchAfter)
    expect(new Set(seen).size).toBe(demoContacts)
    expect(seen).toHaveLength(demoContacts)
  })

  it('searches by filters, and gets an error for an incomplete one', async () => {
    const search = (...filters: object[]) =>
      contacts().searchContactsAdvanced({ locationId, pageLimit: 20, filters }) as unknown as Promise<Found>
    const found = await search({ field: 'firstNameLowerCase', operator: 'eq', value: 'SØREN' })
    expect(found.total).toBe(10)
    expect(new Set(found.contacts.map(({ firstNameLowerCase }) => firstNameLowerCase))).toEqual(
      new Set(['søren']),
    )
    await expect(search({ field: 'additional_phones', operator: 'exists' })).rejects.toMatchObject({
      statusCode: 400,
      message: 'Invalid field additional_phones',
    })
  })

  it('lists contacts, the newest first', async () => {
    const first = (await contacts().getContacts({ locationId, limit: 100 })) as unknown as Listed
    const { startAfter, startAfterId } = first.meta
    const second = (await contacts().getContacts({
      locationId,
      limit: 100,
      startAfter,
      startAfterId,
    })) as unknown as Listed
    const ids = [...first.contacts, ...second.contacts].map(({ id }) => id)
    expect(new Set(ids).size).toBe(demoContacts)
    expect(second.meta.nextPageUrl).toBeNull()
  })
})

describe('plain requests', () => {
  const get = async (url: string): Promise<Listed> => {
    const headers = {
      version: '2021-07-28',
      authorization: `Bearer ${server.token}`,
      accept: 'application/json',
    }
    const reply = await fetch(url, { headers })
    expect(reply.status).toBe(200)
    return (await reply.json()) as Listed
  }

  it('follow the address of the next page', async () => {
    let pages = 0
    let url: string | null =
      `${server.url}/contacts?locationId=${locationId}&query=newsletter%20corp&limit=100`
    expect((await get(url)).meta).toMatchObject({ total: 0, nextPageUrl: null })
    url = `${server.url}/contacts?locationId=${locationId}&query=northwind&limit=10`
    const names = new Set<string>()
    let total = 0
    while (url !== null) {
      const { contacts, meta }: Listed = await get(url)
      for (const { id } of contacts) names.add(id)
      pages += 1
      total = meta.total
      url = meta.nextPageUrl
    }
    expect(names.size).toBe(total)
    expect(pages).toBe(Math.ceil(total / 10))
    expect(pages).toBeGreaterThan(1)
  })
})
