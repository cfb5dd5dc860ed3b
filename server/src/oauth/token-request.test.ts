import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentials, OAuth, type Parameters, type TestApp } from '../../../test/support/oauth.ts'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { readTokenRequest } from './token-request.ts'

const server = useTestServer()
let oauth: OAuth
let app: TestApp
beforeAll(async () => {
  oauth = new OAuth(server)
  app = await oauth.app()
})

const missing = (names: string) =>
  `{"error":"invalid_request","error_description":"Missing parameter: ${names}"}`
const unsupported =
  '{"error":"unsupported_grant_type","error_description":"grant_type must be authorization_code or refresh_token"}'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const client = { client_id: 'a', client_secret: 'b' }
const invalid = (name: string) =>
  JSON.stringify({
    error: 'invalid_request',
    error_description: `The parameter ${name} must be sent once, as text of at most 4096 characters`,
  })

describe('BR-110 a request to the token endpoint', () => {
  it.each<[Parameters, string]>([
    [{}, missing('grant_type')],
    [{ grant_type: '' }, missing('grant_type')],
    [{ grant_type: 'authorization_code' }, missing('client_id, client_secret, code')],
    [{ grant_type: 'authorization_code', ...client }, missing('code')],
    [{ grant_type: 'authorization_code', ...client, code: '' }, missing('code')],
    [{ grant_type: 'authorization_code', client_id: 'a', code: 'c' }, missing('client_secret')],
    [{ grant_type: 'authorization_code', client_secret: 'b', code: 'c' }, missing('client_id')],
    [{ grant_type: 'authorization_code', ...client, refresh_token: 'r' }, missing('code')],
    [{ grant_type: 'authorization_code', ...client, code: 'c'.repeat(4097) }, invalid('code')],
    [{ grant_type: 'refresh_token' }, missing('client_id, client_secret, refresh_token')],
    [{ grant_type: 'refresh_token', ...client }, missing('refresh_token')],
    [{ grant_type: 'refresh_token', client_secret: 'b', refresh_token: 'r' }, missing('client_id')],
    [{ grant_type: 'refresh_token', client_id: 'a', refresh_token: 'r' }, missing('client_secret')],
    [{ grant_type: 'client_credentials', ...client }, unsupported],
    [{ grant_type: 'password', ...client }, unsupported],
    [{ grant_type: 'Authorization_Code', ...client, code: 'c' }, unsupported],
  ])('with %j gets a 400 %s, as a form, as JSON and with the names of v3', async (sent, body) => {
    const inCamelCase = Object.fromEntries(
      Object.entries(sent).map(([name, value]) => [camelCase(name), value]),
    )
    const headers = { authorization: undefined, version: undefined }
    const replies = [
      await oauth.token(sent),
      await server.call('POST', '/oauth/token', sent, headers),
      await server.call('POST', '/oauth/token', inCamelCase, { ...headers, version: 'v3' }),
    ]
    for (const { status, text } of replies) expect([status, text]).toEqual([400, body])
  })

  it.each(['redirect_uri', 'code_verifier', 'client_id', 'code'])(
    'with %s twice is refused: counting it as missing would skip its check',
    async (name) => {
      const sent = new URLSearchParams({ grant_type: 'authorization_code', ...client, code: 'c' })
      sent.append(name, 'x')
      sent.append(name, 'y')
      const headers = { ...form, authorization: undefined, version: undefined }
      const { status, text } = await server.call('POST', '/oauth/token', sent.toString(), headers)
      expect([status, text]).toEqual([400, invalid(name)])
    },
  )

  it.each<[string, unknown, Record<string, string>, number]>([
    ['no body', undefined, {}, 400],
    ['a list', [], {}, 400],
    ['null', 'null', { 'content-type': 'application/json' }, 400],
    ['malformed JSON', '{', { 'content-type': 'application/json' }, 400],
    ['plain text', 'grant_type=refresh_token', { 'content-type': 'text/plain' }, 415],
    ['numbers', { grant_type: 1, client_id: 2, client_secret: 3, code: 4 }, {}, 400],
    ['lists', { grant_type: ['refresh_token'] }, {}, 400],
    ['more than 64 kB', `a=${'a'.repeat(2 ** 16)}`, form, 413],
    ['a parameter twice', 'grant_type=refresh_token&grant_type=refresh_token', form, 400],
    ['invalid percent-encoding', 'grant_type=%ff%zz', form, 400],
  ])('with %s is refused', async (_what, body, headers, status) => {
    const reply = await server.call('POST', '/oauth/token', body, { authorization: undefined, ...headers })
    expect(reply.status).toBe(status)
    expect(server.log).toEqual([])
  })

  it('ignores parameters in the query', async () => {
    const query = new URLSearchParams({ grant_type: 'refresh_token', ...client, refresh_token: 'r' })
    const { text } = await server.call('POST', `/oauth/token?${query}`, '', form)
    expect(text).toBe(missing('grant_type'))
  })

  it('must be a POST', async () => {
    expect((await server.call('GET', '/oauth/token')).status).toBe(404)
  })
})

it('BR-111 the token endpoint ignores Authorization and needs no Version', async () => {
  for (const authorization of ['Bearer garbage', 'Basic dXNlcjpwYXNz', `Bearer ${server.token}`, 'x']) {
    for (const version of [undefined, '2021-07-28', '2023-02-21', 'bogus']) {
      const code = await oauth.code(app)
      const reply = await oauth.token(
        { grant_type: 'authorization_code', ...credentials(app), code },
        { authorization, version },
      )
      expect(reply.status).toBe(200)
      expect(Object.keys(reply.body)).toContain('access_token')
    }
  }
})

describe('BR-447 the text undefined, which the SDK sends for omitted parameters', () => {
  it.each([['redirect_uri'], ['refresh_token'], ['code_verifier'], ['user_type']])(
    'is a missing %s of a code',
    async (name) => {
      const exchange = { grant_type: 'authorization_code', ...credentials(app), code: await oauth.code(app) }
      expect((await oauth.token({ ...exchange, [name]: 'undefined' })).status).toBe(200)
    },
  )

  it.each([
    ['authorization_code', 'code'],
    ['refresh_token', 'refresh_token'],
  ])('is a missing parameter of %s where %s is required', async (grant_type, name) => {
    const { status, text } = await oauth.token({ grant_type, ...client, [name]: 'undefined' })
    expect([status, text]).toEqual([400, missing(name)])
  })

  it('skips no check: a code with a challenge requires its verifier', async () => {
    const code = await oauth.code(app, oauth.location, { codeVerifier: 'v'.repeat(43) })
    const exchange = { grant_type: 'authorization_code', ...credentials(app), code }
    expect((await oauth.token({ ...exchange, code_verifier: 'undefined' })).status).toBe(400)
  })

  it.each(['client_id', 'client_secret'])('is a text like any other as %s', async (name) => {
    const { body } = await oauth.token({
      grant_type: 'refresh_token',
      ...client,
      refresh_token: 'r',
      [name]: 'undefined',
    })
    expect(body.error_description).toBe('Invalid client credentials!')
  })
})

describe('BR-450 the credentials of a client as HTTP Basic', () => {
  let withBasic: TestServer
  let oauthWithBasic: OAuth
  let itsApp: TestApp
  beforeAll(async () => {
    withBasic = await startTestServer({ oauthBasic: true })
    oauthWithBasic = new OAuth(withBasic)
    itsApp = await oauthWithBasic.app()
  })
  afterAll(() => withBasic.close())
  const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` })
  const basicOf = ({ clientId, clientSecret }: TestApp) => basic(`${clientId}:${clientSecret}`)
  const send = (fields: Parameters, headers: Record<string, string>) => oauthWithBasic.token(fields, headers)
  const codeFields = async () => ({
    grant_type: 'authorization_code',
    code: await oauthWithBasic.code(itsApp),
  })

  it('are accepted with --oauth-basic, for a code and for a refresh', async () => {
    const first = await send(await codeFields(), basicOf(itsApp))
    expect(first.status).toBe(200)
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token }
    expect((await send(refresh, basicOf(itsApp))).status).toBe(200)
  })

  it('may be form-encoded, as RFC 6749 requires, and the body may repeat the client id', async () => {
    const { clientId, clientSecret } = itsApp
    const encoded = `${clientId.replaceAll('-', '%2D')}:${clientSecret.replaceAll('-', '%2d')}`
    expect((await send(await codeFields(), basic(encoded))).status).toBe(200)
    expect((await send({ ...(await codeFields()), client_id: clientId }, basicOf(itsApp))).status).toBe(200)
  })

  it('are still accepted in the body', async () => {
    expect((await send({ ...(await codeFields()), ...credentials(itsApp) }, {})).status).toBe(200)
    const headers = { authorization: `Bearer ${withBasic.token}` }
    expect((await send({ ...(await codeFields()), ...credentials(itsApp) }, headers)).status).toBe(200)
  })

  it.each([
    ['a wrong secret', (text: string) => text.slice(0, -1)],
    ['no colon', () => 'abc'],
    ['nothing', () => ''],
    ['a broken escape', () => '%zz:%'],
  ])('with %s are refused with 401 and the accepted scheme', async (_, change) => {
    const { clientId, clientSecret } = itsApp
    const { status, body, headers } = await send(
      await codeFields(),
      basic(change(`${clientId}:${clientSecret}`)),
    )
    expect([status, body.error]).toEqual([401, 'invalid_client'])
    expect(headers['www-authenticate']).toBe('Basic realm="contactd"')
  })

  it.each<[string, Parameters]>([
    ['another client', { client_id: 'other' }],
    ['a secret', { client_secret: 'b' }],
  ])('with %s in the body are refused as ambiguous', async (_, fields) => {
    const { status, body } = await send({ ...(await codeFields()), ...fields }, basicOf(itsApp))
    expect([status, body.error]).toEqual([400, 'invalid_request'])
    expect(body.error_description).toContain('must be sent once')
  })

  it('are ignored without the option, and the log explains it', async () => {
    const logging = await startTestServer({ logLevel: 'info' })
    const fields = { grant_type: 'refresh_token', refresh_token: 'r' }
    const secret = 'a-secret-that-is-long'
    const { status, text } = await new OAuth(logging).token(fields, basic(`client:${secret}`))
    expect([status, text]).toEqual([400, missing('client_id, client_secret')])
    const [line] = logging.log.filter(({ args }) => args[1] === 'request').map(({ args }) => args[0])
    expect(line).toMatchObject({
      reason: 'Missing parameter: client_id, client_secret',
      hint: expect.stringMatching(/HTTP Basic.*--oauth-basic/),
    })
    expect(JSON.stringify(logging.log)).not.toContain(secret)
    await new OAuth(logging).token({ grant_type: 'refresh_token', ...client })
    expect(logging.log.at(-1)?.args[0]).not.toHaveProperty('hint')
    await logging.close()
  })
})

describe('BR-112 under Version: v3', () => {
  it('names are in camel case both ways, and snake case is accepted too', async () => {
    const { clientId, clientSecret, redirectUri } = app
    const sent = { grantType: 'authorization_code', clientId, clientSecret, redirectUri }
    const headers = { version: 'v3' }
    const first = await oauth.token({ ...sent, code: await oauth.code(app) }, headers)
    expect(first.status).toBe(200)
    expect(Object.keys(first.body)).toEqual([
      ...['accessToken', 'tokenType', 'expiresIn', 'refreshToken', 'scope', 'refreshTokenId', 'userType'],
      ...['companyId', 'locationId', 'approvedLocations', 'isBulkInstallation'],
    ])
    const { refreshToken = '' } = first.body as unknown as Record<string, string>
    const second = await oauth.token(
      { grantType: 'refresh_token', clientId, clientSecret, refreshToken },
      headers,
    )
    expect([second.status, Object.keys(second.body)]).toEqual([200, Object.keys(first.body)])
    const third = await oauth.token(
      { grant_type: 'authorization_code', ...credentials(app), code: await oauth.code(app) },
      headers,
    )
    expect([third.status, Object.keys(third.body)]).toEqual([200, Object.keys(first.body)])
  })

  it('errors keep the names of RFC 6749', async () => {
    const { text } = await oauth.token({ grantType: 'refresh_token' }, { version: 'v3' })
    expect(text).toBe(missing('client_id, client_secret, refresh_token'))
  })
})

it('token responses have Cache-Control: no-store', async () => {
  const { headers } = await oauth.exchange(app, await oauth.code(app))
  expect(headers['cache-control']).toBe('no-store')
})

it('readTokenRequest prefers the names of RFC 6749, and ignores unknown ones', () => {
  const body = { grant_type: 'refresh_token', client_id: 'a', clientId: 'x', client_secret: 'b' }
  expect(readTokenRequest({ ...body, refreshToken: 'r', user_type: 'Company', code: 'c' })).toEqual({
    grantType: 'refresh_token',
    clientId: 'a',
    clientSecret: 'b',
    refreshToken: 'r',
  })
})

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
