import { generateKeyPairSync } from 'node:crypto'
import { decodeJwt } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  letIn,
  OAuth,
  type Parameters,
  refused,
  type TestApp,
  type TokenReply,
} from '../../../test/support/oauth.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import { createLocationToken } from './location-token.ts'
import type { OAuthContext } from './oauth-context.ts'

const body401 = (message: string) => [401, JSON.stringify({ statusCode: 401, message })]
const unreachable = body401('This location is not accessible from this token!')
const scopeMissing = body401('The token is not authorized for this scope.')

const server = useTestServer()
let oauth: OAuth
let app: TestApp
let company: TokenReply
let own: { companyId: string; locationId: string }
beforeAll(async () => {
  oauth = new OAuth(server)
  own = { companyId: server.companyId, locationId: server.locationId }
})
beforeEach(async () => {
  app = await oauth.app()
  company = await oauth.install(app, oauth.company, { scopes: ['contacts.readonly', 'oauth.write'] })
})

const ask = async (token: string, where: Parameters, headers: Parameters = {}) => {
  const { status, text } = await oauth.locationToken(token, where, headers)
  return [status, text]
}

describe('BR-130 POST /oauth/locationToken', () => {
  it('keeps the ten newest refresh tokens of a location', async () => {
    const made: string[] = []
    for (let time = 0; time < 12; time++) {
      server.clock.advance(1000)
      made.push((await oauth.locationToken(company.access_token, own)).body.refresh_token)
    }
    const [first = '', ...others] = made
    expect((await oauth.refresh(app, first)).status).toBe(400)
    expect((await oauth.refresh(app, others.at(-1) ?? '')).status).toBe(200)
  })

  it('responds 201 with tokens of the location, and two more scopes', async () => {
    const { status, body, headers } = await oauth.locationToken(company.access_token, own)
    expect([status, headers['cache-control']]).toEqual([201, 'no-store'])
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 86_400,
      refresh_token: expect.any(String),
      scope: 'contacts.readonly oauth.write oauth.readonly',
      refreshTokenId: expect.stringMatching(/^\w{20}$/),
      userType: 'Location',
      ...own,
      approvedLocations: [],
      isBulkInstallation: false,
    })
    expect(decodeJwt(body.access_token)).toMatchObject({
      authClass: 'Location',
      authClassId: own.locationId,
      sourceId: app.clientId,
    })
    expect(await oauth.status(body.access_token)).toBe(letIn)
  })

  it('accepts JSON too, and other versions', async () => {
    for (const version of ['2021-07-28', '2021-04-15', '2023-02-21']) {
      const headers = { ...bearer(company.access_token), version }
      expect((await server.call('POST', '/oauth/locationToken', own, headers)).status).toBe(201)
    }
  })

  it('returns a token that can access its location only', async () => {
    const { body } = await oauth.locationToken(company.access_token, own)
    const locationId = await server.fixtures.location(server.companyId)
    const { status } = await server.call(
      ...(['GET', `/locations/${locationId}/customFields`] as const),
      undefined,
      bearer(body.access_token),
    )
    expect(status).toBe(401)
  })

  it('returns a new token each time, with the same grant', async () => {
    const answers = [
      await oauth.locationToken(company.access_token, own),
      await oauth.locationToken(company.access_token, own),
    ].map(({ body }) => body.access_token)
    expect(new Set(answers).size).toBe(2)
    expect(new Set(answers.map((token) => decodeJwt(token).grantId)).size).toBe(1)
  })

  it('can be refreshed on its own', async () => {
    const { body } = await oauth.locationToken(company.access_token, own)
    const refreshed = await oauth.refresh(app, body.refresh_token, { user_type: 'Location' })
    expect(refreshed.body).toMatchObject({ userType: 'Location', ...own, scope: body.scope })
    expect(await oauth.status(refreshed.body.access_token)).toBe(letIn)
  })

  it('refuses a location of another company, and an unknown one', async () => {
    const foreignCompany = await server.fixtures.company()
    const foreign = await server.fixtures.location(foreignCompany)
    for (const where of [
      { ...own, locationId: foreign },
      { ...own, locationId: 'no' },
      { ...own, companyId: foreignCompany },
      { companyId: foreignCompany, locationId: foreign },
      { ...own, companyId: 'no' },
    ]) {
      expect(await ask(company.access_token, where)).toEqual(unreachable)
    }
  })

  it.each<[Parameters, string[]]>([
    [{}, ['companyId must be a string', 'locationId must be a string']],
    [{ companyId: '', locationId: 'b' }, ['companyId should not be empty']],
    [{ companyId: 'a', locationId: 'b', more: 'c' }, ['property more should not exist']],
  ])('responds to %j with 422', async (sent, sentences) => {
    const { status, body } = await oauth.locationToken(company.access_token, sent)
    expect(status).toBe(422)
    expect((body as unknown as { message: string[] }).message).toEqual(expect.arrayContaining(sentences))
  })

  it('refuses the token of a location, a private one, and one without the scope', async () => {
    const location = await oauth.install(app)
    expect(await ask(location.access_token, own)).toEqual(
      body401("This token's user type is not yet supported!"),
    )
    const made = await oauth.locationToken(company.access_token, own)
    expect(await ask(made.body.access_token, own)).toEqual(
      body401("This token's user type is not yet supported!"),
    )
    expect(await ask(server.token, own)).toEqual(scopeMissing)
    const { token } = await server.fixtures.token({ companyId: server.companyId })
    expect(await ask(token, own)).toEqual(scopeMissing)
    const reader = await oauth.install(app, oauth.company, {
      scopes: ['contacts.readonly', 'oauth.readonly'],
    })
    expect(await ask(reader.access_token, own)).toEqual(scopeMissing)
    expect(await ask(company.refresh_token, own)).toEqual(body401('Invalid JWT'))
  })
})

describe('BR-131 a token of a location', () => {
  let location: TokenReply
  beforeEach(async () => {
    location = (await oauth.locationToken(company.access_token, own)).body
  })

  it('ends with the installation in the company', async () => {
    await oauth.uninstall(app, oauth.company)
    expect(await oauth.status(location.access_token)).toBe(refused)
    expect((await oauth.refresh(app, location.refresh_token)).status).toBe(400)
  })

  it('survives the uninstallation of another one in its location', async () => {
    await oauth.install(app)
    await oauth.uninstall(app)
    expect(await oauth.status(location.access_token)).toBe(letIn)
  })

  it('is not created for a company’s grant that is revoked meanwhile', async () => {
    // The tokens signed with this key are discarded.
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
    let signs = 0
    const context = {
      storage: server.storage,
      clock: server.clock,
      ids: server.ids,
      refreshGraceMs: 0,
      // Signing happens between the check of the grant and the insertion of the token.
      signingKey: async () => {
        if (signs++ === 0) await oauth.uninstall(app, oauth.company)
        return { id: 'test', jwk: {}, ...keys }
      },
    } satisfies OAuthContext
    const { grantId } = decodeJwt(company.access_token) as { grantId: string }
    const principal: Principal = {
      kind: 'oauth',
      sourceId: app.clientId,
      companyId: own.companyId,
      locationId: undefined,
      scopes: new Set(['oauth.write']),
      rateLimitKey: 'a',
      grantId,
    }
    await expect(createLocationToken(context, principal, own)).rejects.toMatchObject({
      body: errors.accessTokenInvalid().body,
    })
    expect(signs).toBe(1)
  })
})

describe('BR-132 POST /oauth/location-token', () => {
  const path = '/oauth/location-token'

  it('works under Version: v3, and responds in camel case', async () => {
    const headers = { ...bearer(company.access_token), version: 'v3' }
    const { status, body } = await oauth.form(path, own, headers)
    expect([status, Object.keys(body)]).toEqual([
      201,
      [
        ...['accessToken', 'tokenType', 'expiresIn', 'refreshToken', 'scope', 'refreshTokenId', 'userType'],
        ...['companyId', 'locationId', 'approvedLocations', 'isBulkInstallation'],
      ],
    ])
    expect((await server.call('POST', path, own, headers)).status).toBe(201)
    // The older path still works.
    const older = await oauth.form('/oauth/locationToken', own, headers)
    expect([older.status, Object.keys(older.body)]).toEqual([201, Object.keys(body)])
  })

  it.each([undefined, '2021-07-28', '2023-02-21', 'V3', 'bogus'])('is unknown under %s', async (version) => {
    for (const authorization of [undefined, `Bearer ${company.access_token}`]) {
      const { status, text } = await oauth.form(path, own, { authorization, version })
      expect([status, text]).toEqual([
        404,
        '{"message":"Cannot POST /oauth/location-token","error":"Not Found","statusCode":404}',
      ])
    }
  })

  it('requires a token', async () => {
    const { status, text } = await oauth.form(path, own, { authorization: undefined, version: 'v3' })
    expect([status, text]).toEqual(body401('Unauthorized'))
  })
})
