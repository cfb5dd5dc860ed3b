import { beforeAll, describe, expect, it } from 'vitest'
import { OAuth, type TokenReply } from '../../../test/support/oauth.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { type InstalledLocationsPage, offsetOf, pageToken } from './installed-locations-page.ts'

const path = '/oauth/installed-locations'

const server = useTestServer()
let company: TokenReply
let location: TokenReply
let appId: string
let all: string[]
beforeAll(async () => {
  const oauth = new OAuth(server)
  const app = await oauth.app()
  appId = app.clientId.slice(0, 24)
  all = [server.locationId]
  for (const name of ['Mark Shoes', 'Shoes & more', 'Hats', 'Gloves']) {
    server.clock.advance(1)
    all.push(await server.fixtures.location(server.companyId, { name }))
  }
  location = await oauth.install(app)
  company = await oauth.install(app, oauth.company)
})

const ask = (query: Record<string, string> = {}, headers: Record<string, string | undefined> = {}) =>
  server.call<InstalledLocationsPage & { message: string | string[] }>(
    'GET',
    `${path}?${new URLSearchParams({ companyId: server.companyId, appId, ...query })}`,
    undefined,
    { ...bearer(company.access_token), version: 'v3', ...headers },
  )

describe('BR-204 GET /oauth/installed-locations', () => {
  it('lists the locations as the older path does, as items', async () => {
    const { status, body } = await ask()
    expect(status).toBe(200)
    const { companyId } = server
    expect(body).toEqual({
      items: body.items,
      pagination: { totalRecords: 5, hasNextPage: false, hasPrevPage: false, currentPageSize: 5 },
      metadata: { filterApplied: { companyId, appId } },
      installToFutureLocations: true,
    })
    const older = await server.call<{ locations: object[] }>(
      'GET',
      `/oauth/installedLocations?companyId=${companyId}&appId=${appId}`,
      undefined,
      { ...bearer(company.access_token), version: '2021-07-28' },
    )
    expect(body.items).toEqual(older.body.locations)
    expect(body.items.map(({ _id }) => _id)).toEqual(all)
  })

  it('moves between pages in both directions by their tokens', async () => {
    const pages: (string | undefined)[][] = []
    let token = pageToken(0)
    for (let turn = 0; turn < 3; turn++) {
      const { items, pagination } = (await ask({ pageSize: '2', pageToken: token })).body
      pages.push(items.map(({ _id }) => _id))
      expect(pagination).toMatchObject({
        totalRecords: 5,
        hasNextPage: turn < 2,
        hasPrevPage: turn > 0,
        currentPageSize: items.length,
      })
      token = pagination.nextPageToken ?? pagination.prevPageToken ?? ''
    }
    expect(pages).toEqual([all.slice(0, 2), all.slice(2, 4), all.slice(4)])
    const before = await ask({ pageSize: '2', pageToken: token })
    expect(before.body.items.map(({ _id }) => _id)).toEqual(pages[1])
  })

  it('filters, and names the filters', async () => {
    const { body } = await ask({ query: 'SHOES', isInstalled: 'true', pageSize: '1' })
    expect(body.items.map(({ name }) => name)).toEqual(['Mark Shoes'])
    expect(body.pagination).toMatchObject({ totalRecords: 2, nextPageToken: pageToken(1) })
    expect(body.metadata.filterApplied).toMatchObject({ query: 'SHOES', isInstalled: true })
    expect((await ask({ pageSize: '999999999', restrictToUserLocations: 'true' })).body.items).toHaveLength(5)
  })

  it.each([
    [{ pageSize: '0' }, 'pageSize must not be less than 1'],
    [{ pageSize: 'many' }, 'pageSize must be a number conforming to the specified constraints'],
    [{ pageToken: 'x' }, 'pageToken is invalid'],
    [{ pageToken: Buffer.from('{"offset":-1}').toString('base64url') }, 'pageToken is invalid'],
    [{ companyId: '' }, 'companyId should not be empty'],
  ])('responds to %j with 422', async (query, sentence) => {
    const { status, body } = await ask(query)
    expect([status, body.message]).toEqual([422, [sentence]])
  })

  it('refuses another company, and other kinds of tokens', async () => {
    const reason = async (reply: ReturnType<typeof ask>) => {
      const { status, body } = await reply
      return [status, body.message]
    }
    const foreign = await server.fixtures.company()
    const unreachable = [401, 'This location is not accessible from this token!']
    expect(await reason(ask({ companyId: foreign }))).toEqual(unreachable)
    expect(await reason(ask({ appId: '6578278e879ad2646715ba9c' }))).toEqual(unreachable)
    expect(await reason(ask({}, bearer(server.token)))).toEqual([
      401,
      'The token is not authorized for this scope.',
    ])
    expect(await reason(ask({}, bearer(location.access_token)))).toEqual([
      401,
      "This token's user type is not yet supported!",
    ])
  })

  it.each([undefined, '2021-07-28', '2023-02-21', 'V3'])('is unknown under %s', async (version) => {
    const { status, text } = await ask({}, { version })
    expect([status, text]).toEqual([
      404,
      '{"message":"Cannot GET /oauth/installed-locations","error":"Not Found","statusCode":404}',
    ])
  })

  it('has page tokens that lead to the right pages', () => {
    expect([0, 20, 999_999_999].map((offset) => offsetOf(pageToken(offset)))).toEqual([0, 20, 999_999_999])
    expect(['', 'eyJvZmZzZXQiOjF', '{"offset":1}'].map(offsetOf)).toEqual([undefined, undefined, undefined])
  })
})
