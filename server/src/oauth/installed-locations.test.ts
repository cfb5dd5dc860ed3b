import { beforeAll, describe, expect, it } from 'vitest'
import { OAuth, type TestApp, type TokenReply } from '../../../test/support/oauth.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'

interface List {
  locations: { _id: string; name: string; isInstalled: boolean; installedAt?: string }[]
  count: number
  installToFutureLocations: boolean
  message: string[]
}

const server = useTestServer()
let oauth: OAuth
let app: TestApp
let company: TokenReply
let all: string[]
beforeAll(async () => {
  oauth = new OAuth(server)
  app = await oauth.app()
  const { clock, fixtures, companyId, locationId } = server
  all = [locationId]
  for (const name of ['Mark Shoes', 'Shoes & more', 'Hats']) {
    clock.advance(1)
    all.push(await fixtures.location(companyId, { name }))
  }
  await fixtures.location(await fixtures.company(), { name: 'Foreign shoes' })
  company = await oauth.install(app, oauth.company)
})

const ask = (query: Record<string, string>, headers: Record<string, string | undefined> = {}, of = app) =>
  server.call<List>(
    'GET',
    `/oauth/installedLocations?${new URLSearchParams({ companyId: server.companyId, appId: appId(of), ...query })}`,
    undefined,
    { ...bearer(company.access_token), ...headers },
  )
const appId = ({ clientId }: TestApp) => clientId.slice(0, 24)
const ids = ({ body }: { body: List }) => body.locations.map(({ _id }) => _id)

describe('BR-133 GET /oauth/installedLocations', () => {
  it('lists the locations of a company if the app is installed in the whole company', async () => {
    const { status, body } = await ask({})
    expect(status).toBe(200)
    expect(body).toMatchObject({ count: 4, installToFutureLocations: true })
    expect(body.locations[1]).toEqual({
      _id: all[1],
      name: 'Mark Shoes',
      address: '',
      isInstalled: true,
      installedAt: server.clock.iso(),
    })
    expect(ids({ body })).toEqual(all)
  })

  it.each<[Record<string, string>, () => (string | undefined)[], number]>([
    [{ query: 'SHOES' }, () => [all[1], all[2]], 2],
    [{ query: '& m' }, () => [all[2]], 1],
    [{ query: 'foreign' }, () => [], 0],
    [{ query: '%' }, () => [], 0],
    [{ isInstalled: 'true' }, () => all, 4],
    [{ isInstalled: 'false' }, () => [], 0],
    [{ skip: '1', limit: '2' }, () => [all[1], all[2]], 4],
    [{ skip: '3', limit: '2' }, () => [all[3]], 4],
    [{ skip: '4' }, () => [], 4],
    [{ limit: '999999999' }, () => all, 4],
    [{ query: 'shoes', skip: '1' }, () => [all[2]], 2],
    [{ onTrial: 'true' }, () => all, 4],
  ])('with %j lists only the matching ones, and counts them', async (query, expected, count) => {
    const reply = await ask(query)
    expect([ids(reply), reply.body.count]).toEqual([expected(), count])
  })

  it('with a location lists that one only', async () => {
    expect(ids(await ask({ locationId: all[3] ?? '' }))).toEqual([all[3]])
    expect(ids(await ask({ locationId: 'no' }))).toEqual([])
  })

  it('distinguishes locations where the app is installed on its own', async () => {
    const other = await oauth.app()
    const { access_token } = await oauth.install(other, oauth.company)
    await oauth.uninstall(other, oauth.company)
    expect((await ask({}, bearer(access_token), other)).status).toBe(401)

    server.clock.advance(1000)
    const since = server.clock.iso()
    const locationId = all[2] ?? ''
    const single = await oauth.app()
    await oauth.install(single, { companyId: server.companyId, locationId })
    server.clock.advance(1000)
    const token = (await oauth.install(single, oauth.company)).access_token
    const { body } = await ask({ isInstalled: 'true', locationId }, bearer(token), single)
    expect(body.locations).toMatchObject([{ _id: locationId, isInstalled: true, installedAt: since }])
  })

  it.each<[Record<string, string>, string]>([
    [{ companyId: '' }, 'companyId should not be empty'],
    [{ appId: '' }, 'appId should not be empty'],
    [{ isInstalled: 'yes' }, 'isInstalled must be'],
    [{ unknown: 'x' }, 'property unknown should not exist'],
    [{ skip: '-1' }, 'skip must not be less than 0'],
    [{ limit: 'many' }, 'limit must be a number conforming to the specified constraints'],
    [{ limit: '1.5' }, 'limit must be a number conforming to the specified constraints'],
  ])('responds to %j with 422', async (query, sentence) => {
    const { status, body } = await ask(query)
    expect(status).toBe(422)
    expect(body.message.join()).toContain(sentence)
  })

  it('refuses another company, another app, and other kinds of tokens', async () => {
    const unreachable = 'This location is not accessible from this token!'
    const reason = async (reply: ReturnType<typeof ask>) => {
      const { status, body } = await reply
      return [status, body.message]
    }
    const foreign = await server.fixtures.company()
    expect(await reason(ask({ companyId: foreign }))).toEqual([401, unreachable])
    expect(await reason(ask({ appId: '6578278e879ad2646715ba9c' }))).toEqual([401, unreachable])
    expect(await reason(ask({ appId: app.clientId }))).toEqual([401, unreachable])
    expect(await reason(ask({}, bearer(server.token)))).toEqual([
      401,
      'The token is not authorized for this scope.',
    ])
    const location = await oauth.install(app)
    expect(await reason(ask({}, bearer(location.access_token)))).toEqual([
      401,
      "This token's user type is not yet supported!",
    ])
    expect(await reason(ask({}, { version: undefined }))).toEqual([401, 'version header was not found.'])
  })
})

describe('BR-449 GET /oauth/installedLocations under v3', () => {
  it.each([
    ['a query', '?companyId=abc&appId=def'],
    ['no query', ''],
    ['a slash at the end', '/?companyId=abc'],
  ])('is refused with %s, for any token', async (_, rest) => {
    const url = `/oauth/installedLocations${rest}`
    for (const authorization of [undefined, 'Bearer none', `Bearer ${server.token}`]) {
      const { status, body } = await server.call('GET', url, undefined, { authorization, version: 'v3' })
      expect([status, body]).toEqual([
        400,
        {
          message: `Endpoint ${url} not available in API version v3. This endpoint was removed in version v3. Please use a version before v3.`,
          error: 'Bad Request',
          statusCode: 400,
        },
      ])
    }
  })

  it('limits the length of what it quotes', async () => {
    const { body } = await server.call('GET', `/oauth/installedLocations?a=${'x'.repeat(5000)}`, undefined, {
      version: 'v3',
    })
    expect(body.message.length).toBeLessThan(700)
  })
})
