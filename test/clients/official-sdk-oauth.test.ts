import type { AddressInfo } from 'node:net'
import { HighLevel, UserType } from '@gohighlevel/api-client'
import { HighLevel as HighLevel2 } from '@gohighlevel/api-client-2'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appIdOf } from '../../server/src/auth/access-token.ts'
import { newApp, newCode, redirectUri, type TestApp, uninstall } from '../access/world.ts'
import { newContact } from '../support/contacts.ts'
import { useTestServer } from '../support/use-test-server.ts'

// The tested calls take the same arguments in both.
const releases = [
  { release: '3.1.0', HighLevel, refreshes: 'once' },
  { release: '2.3.0', HighLevel: HighLevel2 as unknown as typeof HighLevel, refreshes: 'with each call' },
] as const

const dayMs = 24 * 60 * 60 * 1000

const server = useTestServer()
let url: string
let contactId: string
/** The requests that the server received: `POST /oauth/token`. */
let seen: string[]
beforeAll(async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
  server.app.server.prependListener('request', ({ method, url }) => seen.push(`${method} ${url}`))
  contactId = await newContact(server, { firstName: 'Ona' })
})

describe.each(releases)('the official SDK $release as an app', ({ release, HighLevel, refreshes }) => {
  let app: TestApp
  beforeEach(async () => {
    app = await newApp(server)
    seen = []
  })

  /** The app's client, which stores its sessions in the SDK's own MemorySessionStorage. */
  function connect(): HighLevel {
    const { clientId, clientSecret } = app
    const highLevel = new HighLevel({ clientId, clientSecret, logLevel: 'none' as never })
    highLevel.getHttpClient().defaults.baseURL = url
    return highLevel
  }

  /** Installs the app and stores its tokens in a session, like the official example. */
  async function install(highLevel: HighLevel, place: 'Location' | 'Company', changes: object = {}) {
    const { companyId, locationId } = server
    const code = await newCode(server, app, place === 'Location' ? { companyId, locationId } : { companyId })
    const tokens = await highLevel.oauth.getAccessToken({
      client_id: app.clientId,
      client_secret: app.clientSecret,
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      user_type: UserType[place],
    })
    const session = { ...tokens, ...changes }
    await highLevel.getSessionStorage().setSession(place === 'Location' ? locationId : companyId, session)
    seen = []
    return tokens
  }

  const sessionOf = (highLevel: HighLevel) => highLevel.getSessionStorage().getSession(server.locationId)

  /** Gets the contact for the session's location. */
  const get = (highLevel: HighLevel) =>
    highLevel.contacts.getContact({ contactId }, { headers: { locationId: server.locationId } })

  const contactPath = () => `GET /contacts/${contactId}`

  it('exchanges its code, and its tokens are accepted (BR-155)', async () => {
    const highLevel = connect()
    const tokens = await install(highLevel, 'Location')
    expect(tokens).toMatchObject({
      token_type: 'Bearer',
      expires_in: 86_399,
      userType: 'Location',
      companyId: server.companyId,
      locationId: server.locationId,
    })
    expect((await get(highLevel)).contact).toMatchObject({ id: contactId })
    const city = `Town of ${release}`
    const changed = await highLevel.contacts.updateContact({ contactId }, { city } as never, {
      headers: { locationId: server.locationId },
    })
    expect(changed.contact).toMatchObject({
      city,
      lastUpdatedBy: { source: 'INTEGRATION', channel: 'OAUTH', sourceId: app.clientId },
    })
  })

  it('refreshes its token on a 401, and sends the call again (BR-155)', async () => {
    const highLevel = connect()
    const before = await install(highLevel, 'Location')
    server.clock.advance(dayMs)
    expect((await get(highLevel)).contact).toMatchObject({ id: contactId })
    expect(seen).toEqual([contactPath(), 'POST /oauth/token', contactPath()])
    const after = await sessionOf(highLevel)
    expect(after?.access_token).not.toBe(before.access_token)
    expect(after?.refresh_token).not.toBe(before.refresh_token)
    seen = []
    await get(highLevel)
    expect(seen).toEqual([contactPath()])
  })

  it('refreshes a token that is about to expire before it calls (BR-155)', async () => {
    const highLevel = connect()
    await install(highLevel, 'Location', { expires_in: 20 })
    await get(highLevel)
    expect(seen).toEqual(['POST /oauth/token', contactPath()])
  })

  it(`makes many concurrent calls, and refreshes ${refreshes}: all get the same response (BR-156)`, async () => {
    const highLevel = connect()
    await install(highLevel, 'Location')
    server.clock.advance(dayMs)
    const answers = await Promise.all(Array.from({ length: 6 }, () => get(highLevel)))
    expect(answers.map(({ contact }) => contact?.id)).toEqual(Array(6).fill(contactId))
    const refreshed = seen.filter((request) => request === 'POST /oauth/token').length
    if (refreshes === 'once') expect(refreshed).toBe(1)
    else expect(refreshed).toBeGreaterThan(1)

    // The session stays usable for the next refresh.
    server.clock.advance(dayMs)
    expect((await get(highLevel)).contact).toMatchObject({ id: contactId })
  })

  it('may have two clients with the same old refresh token: both keep working (BR-156)', async () => {
    const [one, two] = [connect(), connect()]
    const tokens = await install(one, 'Location')
    await two.getSessionStorage().setSession(server.locationId, { ...tokens })
    server.clock.advance(dayMs)
    await Promise.all([get(one), get(two)])
    expect((await sessionOf(one))?.refresh_token).toBe((await sessionOf(two))?.refresh_token)
    expect((await get(one)).contact).toMatchObject({ id: contactId })
    expect((await get(two)).contact).toMatchObject({ id: contactId })
  })

  it('falls back from a location’s invalid refresh token to the company’s token (BR-157)', async () => {
    const highLevel = connect()
    await install(highLevel, 'Location', { refresh_token: 'lost' })
    server.clock.advance(dayMs)
    await install(highLevel, 'Company')
    expect((await get(highLevel)).contact).toMatchObject({ id: contactId })
    expect(seen).toEqual([contactPath(), 'POST /oauth/token', 'POST /oauth/locationToken', contactPath()])
    expect(await sessionOf(highLevel)).toMatchObject({ userType: 'Location', locationId: server.locationId })

    // The new token is refreshed like any other.
    server.clock.advance(dayMs)
    seen = []
    await get(highLevel)
    expect(seen).toEqual([contactPath(), 'POST /oauth/token', contactPath()])
  })

  it('refreshes the company’s token first, if that is about to expire too (BR-157)', async () => {
    const highLevel = connect()
    await install(highLevel, 'Company', { expires_in: 20 })
    await install(highLevel, 'Location', { refresh_token: 'lost', expires_in: 20 })
    expect((await get(highLevel)).contact).toMatchObject({ id: contactId })
    expect(seen).toEqual([
      'POST /oauth/token',
      'POST /oauth/token',
      'POST /oauth/locationToken',
      contactPath(),
    ])
  })

  it('lists where it is installed (BR-158)', async () => {
    const highLevel = connect()
    await install(highLevel, 'Company')
    const { companyId, locationId } = server
    const answer = await highLevel.oauth.getInstalledLocation(
      { companyId, appId: appIdOf(app.clientId), isInstalled: true },
      { headers: { companyId } },
    )
    expect(answer).toMatchObject({
      locations: [{ _id: locationId, name: 'Main', isInstalled: true }],
      count: 1,
      installToFutureLocations: true,
    })
  })

  it('loses access when it is uninstalled (BR-155)', async () => {
    const highLevel = connect()
    await install(highLevel, 'Location')
    await get(highLevel)
    const { companyId, locationId } = server
    await uninstall(server, app, { companyId, locationId })
    await expect(get(highLevel)).rejects.toMatchObject({ statusCode: 401 })
  })
})
