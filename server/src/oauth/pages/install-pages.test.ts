import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useCheapPasswords } from '../../../../test/support/cheap-passwords.ts'
import { OAuth } from '../../../../test/support/oauth.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { installUrl, makeOwner, type PageReply, password, Visitor } from '../../../../test/support/visitor.ts'
import { scopes } from '../../auth/scopes.ts'
import { statement } from '../../storage/statement.ts'
import { createApp } from '../manage-apps.ts'
import { scopeWords } from './scope-words.ts'

const redirectUri = 'https://app.example/callback?tenant=7'
const email = 'ada@example.com'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

const everyInstallation = statement<Record<string, never>, Record<string, string | null>>(
  'test-every-installation',
  'SELECT client_id, company_id, location_id, user_id FROM installations WHERE date_uninstalled IS NULL',
)

useCheapPasswords()
const server = useTestServer()
let ownerId: string
let foreignLocation: string
let app: { clientId: string; clientSecret: string }
/** A signed-in owner on the consent page. */
let ada: Visitor
let consent: PageReply
beforeAll(async () => {
  ownerId = await makeOwner(server)
  foreignLocation = await server.fixtures.location(await server.fixtures.company('Other'))
})
beforeEach(async () => {
  // Resets the failures of earlier tests.
  server.clock.advance(60 * 60 * 1000)
  app = await server.storage.write(
    (tx) => createApp(tx, server, { name: 'Sync', redirectUris: [redirectUri], scopes }),
    'database',
  )
  ada = new Visitor(server)
  consent = await ada.enter(url(), ownerId)
})

const url = (changes: Record<string, string> = {}, path?: string) =>
  installUrl({ ...app, redirectUri }, changes, path)

const installations = async () => {
  const rows = await server.storage.read((tx) => tx.all(everyInstallation, {}))
  return rows.filter((row) => row.client_id === app.clientId)
}
const install = (visitor: Visitor, fields: Record<string, string> = {}, headers = {}) =>
  visitor.submit('/_contactd/install', { place: server.locationId, action: 'install', ...fields }, headers)

describe('BR-126 the install flow', () => {
  it.each(['/oauth/chooselocation', '/v2/oauth/chooselocation', '/oauth/chooselocation/'])(
    'starts at %s, with only the headers of a browser',
    async (path) => {
      const stranger = new Visitor(server)
      const reply = await stranger.get(url({}, path))
      expect(reply.status).toBe(200)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(reply.text).toContain('<h1>Sign in</h1>')
    },
  )

  it('ends at the redirect URI with a code and the state, exchanged for the tokens of the location', async () => {
    const reply = await install(ada)
    expect(reply.status).toBe(303)
    expect(reply.location).toMatch(
      /^https:\/\/app\.example\/callback\?tenant=7&code=[0-9a-f]{64}&state=s\+1$/,
    )
    expect(await installations()).toEqual([
      {
        client_id: app.clientId,
        company_id: server.companyId,
        location_id: server.locationId,
        user_id: ownerId,
      },
    ])
    const code = new URL(reply.location).searchParams.get('code') ?? ''
    const answer = await new OAuth(server).exchange({ ...app, redirectUri }, code)
    expect(answer.body).toMatchObject({
      userType: 'Location',
      locationId: server.locationId,
      companyId: server.companyId,
      userId: ownerId,
      scope: scopes.join(' '),
    })
  })

  it('or for the tokens of the whole company', async () => {
    const reply = await install(ada, { place: 'company' })
    const code = new URL(reply.location).searchParams.get('code') ?? ''
    const answer = await new OAuth(server).exchange({ ...app, redirectUri }, code)
    expect(answer.body).toMatchObject({ userType: 'Company', companyId: server.companyId })
    expect(await installations()).toMatchObject([{ location_id: null }])
  })

  it('grants only the requested scopes', async () => {
    await ada.get(url({ scope: 'contacts.readonly' }))
    expect(ada.page).not.toContain('contacts.write')
    const { location } = await install(ada)
    const code = new URL(location).searchParams.get('code') ?? ''
    const answer = await new OAuth(server).exchange({ ...app, redirectUri }, code)
    expect(answer.body.scope).toBe('contacts.readonly')
  })

  it('enforces PKCE', async () => {
    await ada.get(url({ code_challenge: challenge, code_challenge_method: 'S256' }))
    const codes = await Promise.all([install(ada), install(ada)])
    const [without, right] = codes.map(({ location }) => new URL(location).searchParams.get('code') ?? '')
    const oauth = new OAuth(server)
    expect((await oauth.exchange({ ...app, redirectUri }, without ?? '')).status).toBe(400)
    const answer = await oauth.exchange({ ...app, redirectUri }, right ?? '', { code_verifier: verifier })
    expect(answer.status).toBe(200)
  })

  it('installs nothing if the owner cancels', async () => {
    const reply = await ada.submit('/_contactd/install', { action: 'cancel' })
    expect(reply.status).toBe(303)
    expect(reply.location).toBe('https://app.example/callback?tenant=7&error=access_denied&state=s+1')
    expect(await installations()).toEqual([])
  })

  it('can be cancelled before the sign-in', async () => {
    const stranger = new Visitor(server)
    await stranger.get(url())
    const back = 'https://app.example/callback?tenant=7&#38;error=access_denied&#38;state=s+1'
    expect(stranger.page).toContain(`<a class="button" href="${back}">Cancel</a>`)
  })

  it('shows each scope in words and by name', () => {
    for (const scope of scopes) expect(consent.text).toContain(`${scopeWords[scope]} <code>${scope}</code>`)
  })

  it.each([
    ['on the way in', (visitor: Visitor, query: string) => visitor.get(query), 302],
    [
      'from a form',
      (visitor: Visitor, query: string) =>
        visitor.post('/_contactd/install', Object.fromEntries(new URLSearchParams(query.split('?')[1]))),
      303,
    ],
  ])('reports an invalid request %s to the app', async (_, send, status) => {
    const reply = await send(ada, url({ response_type: 'token' }))
    expect(reply.status).toBe(status)
    expect(reply.location).toMatch(
      /^https:\/\/app\.example\/callback\?tenant=7&error=unsupported_response_type&/,
    )
  })

  it.each([
    ['an unknown app', { client_id: 'nope' }],
    ["a redirect URI that is not the app's", { redirect_uri: 'https://evil.example/' }],
  ])('does not redirect for %s', async (_, changes) => {
    const fields = { ...ada.hidden('/_contactd/install'), ...changes }
    for (const reply of [
      await ada.get(url(changes)),
      await ada.post('/_contactd/install', { ...fields, place: server.locationId, action: 'install' }),
      await ada.post('/_contactd/install', { ...fields, action: 'cancel' }),
      await ada.post('/_contactd/sign-in', { ...fields, email, password }),
      await ada.post('/_contactd/sign-out', fields),
    ]) {
      expect(reply.status).toBe(400)
      expect(reply.headers).not.toHaveProperty('location')
      expect(reply.text).toContain('This link does not work')
      expect(reply.text).not.toContain('evil.example')
    }
  })
})

describe('BR-127 a place', () => {
  it.each([
    ['none', ''],
    ['an unknown location', 'aaaaaaaaaaaaaaaaaaaa'],
    ['not an id', "x' OR 1=1"],
    ['a NUL', '\0'],
  ])('that is %s must be chosen again', async (_, place) => {
    const reply = await install(ada, { place })
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('Choose one of your locations, or the whole company.')
    expect(await installations()).toEqual([])
  })

  it("that is another company's is refused", async () => {
    expect(consent.text).not.toContain(foreignLocation)
    expect((await install(ada, { place: foreignLocation })).status).toBe(400)
    expect(await installations()).toEqual([])
  })

  it('that is the only one is preselected', () => {
    expect(consent.text).toMatch(new RegExp(`value="${server.locationId}" required checked>`))
  })

  it('that has the app is marked', async () => {
    expect(consent.text).not.toContain('Installed')
    await install(ada)
    expect((await ada.get(url())).text.match(/Installed/g)).toHaveLength(1)
  })

  it('of a large company can be searched for; 100 are shown', async () => {
    const companyId = await server.fixtures.company('Large')
    const ids: string[] = []
    for (let index = 0; index < 120; index++) {
      const name = index === 77 ? 'Évian <Spa>' : `Shop ${index}`
      ids.push(await server.fixtures.location(companyId, { name }))
    }
    const larsId = await makeOwner(server, { email: 'lars@example.com', locationId: ids[0] ?? '' })
    const lars = new Visitor(server)
    const all = await lars.enter(url(), larsId)
    const shown = (reply: PageReply) =>
      [...reply.text.matchAll(/name="place" value="(\w{20})"/g)].map(([, id]) => id)
    expect(shown(all)).toHaveLength(100)
    expect(all.text).toContain('100 of 120 locations are shown.')

    const search = (text: string) =>
      lars.get(
        `/oauth/chooselocation?${new URLSearchParams({ ...lars.hidden('/oauth/chooselocation'), search: text })}`,
      )
    expect(shown(await search('évian'))).toEqual([ids[77]])
    expect(shown(await search(' SHOP 11 '))).toEqual([ids[11], ...ids.slice(110, 120)])
    expect(shown(await search(ids[100] ?? ''))).toEqual([ids[100]])
    const none = await search('"><b>')
    expect(shown(none)).toEqual([])
    expect(none.text).toContain('No location has “&#34;&#62;&#60;b&#62;” in its name, or as its id.')
    expect((await install(lars, { place: ids[77] ?? '' })).status).toBe(303)
  })
})
