import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { OAuth } from '../../../test/support/oauth.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'

const server = useTestServer()

it('BR-105 /_contactd/keys is a JWKS that verifies tokens and contains nothing private', async () => {
  const { status, body, headers } = await server.call<JSONWebKeySet>('GET', '/_contactd/keys', undefined, {
    authorization: undefined,
    version: undefined,
  })
  expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  expect(body.keys[0]).toEqual({
    kty: 'RSA',
    n: expect.stringMatching(/^[\w-]{342}$/),
    e: 'AQAB',
    kid: expect.any(String),
    alg: 'RS256',
    use: 'sig',
  })
  const oauth = new OAuth(server)
  const { access_token, refresh_token } = await oauth.install(await oauth.app())
  const keys = createLocalJWKSet(body)
  const currentDate = new Date(server.clock.now())
  for (const token of [access_token, refresh_token]) {
    const { payload, protectedHeader } = await jwtVerify(token, keys, { currentDate, algorithms: ['RS256'] })
    expect(payload.authClassId).toBe(server.locationId)
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: body.keys[0]?.kid, typ: 'JWT' })
  }
})
