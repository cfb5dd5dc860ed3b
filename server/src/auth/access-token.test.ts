import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { letIn, OAuth, refused, type TestApp, type TokenReply } from '../../../test/support/oauth.ts'
import { bearer, type TestServer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { randomIds } from '../lib/ids.ts'
import { deleteApp } from '../oauth/manage-apps.ts'
import { signToken, type TokenSubject, verifyToken } from './access-token.ts'
import type { SigningKey } from './signing-key.ts'

type Json = Record<string, unknown>

const daySeconds = 24 * 60 * 60
const encode = (value: Json | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const decode = (part = ''): Json => JSON.parse(Buffer.from(part, 'base64url').toString())
const partsOf = (token: string) => {
  const [header, payload, signature = ''] = token.split('.')
  return { header: decode(header), payload: decode(payload), signature }
}
/** Signs any header and payload, as someone with a leaked key, or the server itself, could. */
const forge = (header: Json, payload: Json, key: KeyObject, hashName = 'sha256') => {
  const text = `${encode(header)}.${encode(payload)}`
  return `${text}.${sign(hashName, Buffer.from(text), key).toString('base64url')}`
}
const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 })

describe('BR-106 over HTTP, an access token', () => {
  const server = useTestServer()
  let oauth: OAuth
  let app: TestApp
  let tokens: TokenReply
  let header: Json
  let payload: Json
  let signature: string
  /** The public key, which anyone can get. */
  let jwk: Json
  beforeAll(async () => {
    oauth = new OAuth(server)
    app = await oauth.app()
    tokens = await oauth.install(app)
    ;({ header, payload, signature } = partsOf(tokens.access_token))
    jwk = (await server.call<{ keys: Json[] }>('GET', '/_contactd/keys')).body.keys[0] ?? {}
  })

  const answerTo = async (token: string) => {
    const { status, text } = await server.call('GET', '/contacts/unknown', undefined, bearer(token))
    return [status, text]
  }
  const isRefused = [401, '{"statusCode":401,"message":"Invalid JWT"}']

  it('is accepted as issued', async () => {
    expect(await oauth.status(tokens.access_token)).toBe(letIn)
  })

  it.each(['none', 'None', 'NONE', 'nOnE', ''])('with alg %j and no signature is refused', async (alg) => {
    for (const kept of [{ alg }, { ...header, alg }]) {
      const text = `${encode(kept)}.${encode(payload)}`
      expect(await answerTo(`${text}.`)).toEqual(isRefused)
      expect(await answerTo(text)).toEqual(isRefused)
      expect(await answerTo(`${text}.${signature}`)).toEqual(isRefused)
    }
  })

  it.each(['HS256', 'HS384', 'HS512'])(
    'with alg %s and the public key as the secret is refused',
    async (alg) => {
      const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
      const secrets = [
        publicKey.export({ type: 'spki', format: 'pem' }),
        publicKey.export({ type: 'spki', format: 'pem' }).toString().trim(),
        publicKey.export({ type: 'spki', format: 'der' }),
        publicKey.export({ type: 'pkcs1', format: 'pem' }),
        publicKey.export({ type: 'pkcs1', format: 'der' }),
        JSON.stringify(jwk),
        String(jwk.n),
        Buffer.from(String(jwk.n), 'base64url'),
        '',
      ]
      const text = `${encode({ ...header, alg })}.${encode(payload)}`
      for (const secret of secrets) {
        const mac = createHmac(`sha${alg.slice(2)}`, secret)
          .update(text)
          .digest('base64url')
        expect(await answerTo(`${text}.${mac}`)).toEqual(isRefused)
      }
    },
  )

  it('signed with another key under the same kid is refused', async () => {
    const { privateKey } = newKeys()
    expect(await answerTo(forge(header, payload, privateKey))).toEqual(isRefused)
  })

  it('with its own key in the header is refused', async () => {
    const { privateKey, publicKey } = newKeys()
    const own = await exportJWK(publicKey)
    const url = 'https://attacker.example/keys'
    for (const more of [
      { jwk: own },
      { jwk: { ...own, kid: header.kid } },
      { jku: url },
      { x5u: url },
      { x5c: [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
      { jku: url, kid: 'attacker' },
    ]) {
      expect(await answerTo(forge({ ...header, ...more }, payload, privateKey))).toEqual(isRefused)
    }
  })

  it.each<[string, Json]>([
    ['locationId', { authClassId: 'other' }],
    ['kind', { authClass: 'Company' }],
    ['scopes', { oauthMeta: { scopes: ['oauth.write'] } }],
    ['expiry', { exp: 4_102_444_800 }],
    ['grant', { grantId: 'other' }],
    ['use', { use: 'refresh' }],
    ['number of claims', { exp: undefined }],
  ])('with another %s is refused', async (_claim, change) => {
    const token = `${encode(header)}.${encode({ ...payload, ...change })}.${signature}`
    expect(await answerTo(token)).toEqual(isRefused)
  })

  it('with another header is refused', async () => {
    for (const other of [{ ...header, more: 1 }, { ...header, kid: 'other' }, { alg: header.alg }]) {
      const token = `${encode(other)}.${encode(payload)}.${signature}`
      expect(await answerTo(token)).toEqual(isRefused)
    }
  })

  it('with another token’s signature, or with modified bytes, is refused', async () => {
    const other = partsOf((await oauth.install(app)).access_token)
    const text = tokens.access_token.slice(0, tokens.access_token.lastIndexOf('.'))
    for (const wrong of [
      other.signature,
      '',
      'A',
      signature.slice(0, -4),
      `${signature}AAAA`,
      `A${signature.slice(1)}`,
    ]) {
      if (wrong !== signature) expect(await answerTo(`${text}.${wrong}`)).toEqual(isRefused)
    }
  })

  it('with the use of a refresh token is refused, and so is an access token in place of a refresh token', async () => {
    expect(await answerTo(tokens.refresh_token)).toEqual(isRefused)
    const reply = await oauth.refresh(app, tokens.access_token)
    expect([reply.status, reply.body.error]).toEqual([400, 'invalid_grant'])
  })

  it.each([
    'a.b.c',
    '..',
    '.',
    'eyJhbGciOiJSUzI1NiJ9..',
    'null',
    '{}',
    'AAAA.AAAA.AAAA',
    `${encode('null')}.${encode('null')}.${encode('null')}`,
    `${encode('[]')}.${encode('[]')}.AAAA`,
    `${encode({ alg: ['RS256'] })}.${encode({})}.AAAA`,
    `${encode({ alg: 'RS256', b64: false, crit: ['b64'] })}.${encode({})}.AAAA`,
    'a.b.c.d.e',
    'constructor',
    '__proto__',
  ])('that is %s is refused without a log entry', async (token) => {
    expect(await answerTo(token)).toEqual(isRefused)
    expect(server.log).toEqual([])
  })

  it('of a deleted app is refused from the next request on', async () => {
    const doomed = await oauth.app()
    const { access_token } = await oauth.install(doomed)
    expect(await oauth.status(access_token)).toBe(letIn)
    await server.storage.write((tx) => deleteApp(tx, server, doomed.clientId), 'database')
    expect(await answerTo(access_token)).toEqual(isRefused)
  })

  it('is valid for 24 hours, which use does not extend', async () => {
    const { access_token } = await oauth.install(app)
    expect(await oauth.status(access_token)).toBe(letIn)
    server.clock.advance(daySeconds * 1000 - 1)
    expect(await oauth.status(access_token)).toBe(letIn)
    server.clock.advance(1)
    expect(await answerTo(access_token)).toEqual(isRefused)
    expect(await answerTo(tokens.access_token)).toEqual(isRefused)
    server.clock.advance(-daySeconds * 1000)
  })

  it('that is huge is refused, and more than 16 kB of headers are not read', async () => {
    const { port } = (await listening(server)).address() as AddressInfo
    const send = (authorization: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization, version: '2021-07-28', host: 'localhost' }
        get({ port, path: '/contacts/unknown', headers, agent: false }, (reply) => {
          resolve(reply.resume().statusCode)
        }).on('error', reject)
      })
    expect(await send(`Bearer ${tokens.access_token}`)).toBe(letIn)
    expect(await send(`Bearer ${tokens.access_token}${'A'.repeat(8000)}`)).toBe(refused)
    expect(
      await send(`Bearer ${encode({ ...header, more: 'A'.repeat(6000) })}.${encode(payload)}.${signature}`),
    ).toBe(refused)
    expect(await send(`Bearer ${'A'.repeat(20_000)}`)).toBe(431)
    expect(await send(`Bearer ${' '.repeat(15_000)}a b`)).toBe(refused)
  })
})

const listening = async ({ app }: TestServer) => {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return app.server
}

describe('BR-106 verifyToken with the right key', () => {
  const keys = newKeys()
  const key: SigningKey = { id: 'the-key', ...keys, jwk: {} }
  const clock = { now: () => Date.parse('2024-06-16T14:00:00.500Z') }
  const nowSeconds = Math.floor(clock.now() / 1000)
  const header = { alg: 'RS256', kid: 'the-key', typ: 'JWT' }
  const payload = { grantId: 'a', use: 'access', iat: nowSeconds, exp: nowSeconds + 60 }
  const verify = (token: string, use: 'access' | 'refresh' = 'access') => verifyToken(key, clock, use, token)
  const forged = (moreHeader: Json, morePayload: Json = {}) =>
    forge({ ...header, ...moreHeader }, { ...payload, ...morePayload }, keys.privateKey)
  const right = { grantId: 'a', expiresAt: (nowSeconds + 60) * 1000 }

  it('accepts what signToken makes, for the same use only', async () => {
    const subject: TokenSubject = {
      ...{ authClass: 'Location', authClassId: 'l', clientId: 'c-1', grantId: 'a', scopes: [] },
    }
    const made = { id: randomIds.next(), lifetimeSeconds: 60 }
    const access = await signToken(key, clock, 'access', subject, made)
    const refresh = await signToken(key, clock, 'refresh', subject, made)
    expect(await verify(access)).toEqual(right)
    expect(await verify(refresh, 'refresh')).toEqual(right)
    expect(await verify(access, 'refresh')).toBeUndefined()
    expect(await verify(refresh)).toBeUndefined()
  })

  it('accepts the forger’s unchanged copy, so the next tests fail for their own reasons', async () => {
    expect(await verify(forged({}))).toEqual(right)
  })

  it.each<[string, Json, Json]>([
    ['is expired', {}, { exp: nowSeconds }],
    ['expired long ago', {}, { exp: 0 }],
    ['never expires', {}, { exp: undefined }],
    ['expires at text', {}, { exp: String(nowSeconds + 60) }],
    ['expires at null', {}, { exp: null }],
    ['was issued more than a minute in the future', {}, { iat: nowSeconds + 62 }],
    ['was never issued', {}, { iat: undefined }],
    ['was issued at text', {}, { iat: 'now' }],
    ['is not valid yet', {}, { nbf: nowSeconds + 1 }],
    ['is valid from text on', {}, { nbf: 'now' }],
    ['names no grant', {}, { grantId: undefined }],
    ['names a grant that is not text', {}, { grantId: ['a'] }],
    ['names no use', {}, { use: undefined }],
    ['names a use that is a list', {}, { use: ['access'] }],
    ['has no type', { typ: undefined }, {}],
    ['has another type', { typ: 'at+jwt' }, {}],
    ['has a critical header', { crit: ['exp'], exp: 1 }, {}],
    ['has the critical header kid', { crit: ['kid'] }, {}],
    ['has an empty critical header', { crit: [] }, {}],
    ['is not encoded', { crit: ['b64'], b64: false }, {}],
  ])('refuses a token that %s', async (_what, moreHeader, morePayload) => {
    expect(await verify(forged(moreHeader, morePayload))).toBeUndefined()
  })

  it.each(['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'rs256', 'RS256 '])(
    'refuses a token with alg %s',
    async (alg) => {
      const hashName = alg.endsWith('384') ? 'sha384' : alg.endsWith('512') ? 'sha512' : 'sha256'
      const token = forge({ ...header, alg }, payload, keys.privateKey, hashName)
      expect(await verify(token)).toBeUndefined()
    },
  )

  it.each([undefined, '', 'other', '../../etc/passwd', "' OR 1=1 --", '\0', 'a'.repeat(4000)])(
    'looks nothing up by kid: with %j it uses the same key',
    async (kid) => {
      expect(await verify(forged({ kid }))).toEqual(right)
      const stranger = forge({ ...header, kid }, payload, newKeys().privateKey)
      expect(await verify(stranger)).toBeUndefined()
    },
  )

  it('allows a clock difference of a minute', async () => {
    expect(await verify(forged({}, { iat: nowSeconds + 60 }))).toEqual(right)
    expect(await verify(forged({}, { nbf: nowSeconds }))).toEqual(right)
  })

  it('refuses a token with any byte changed', async () => {
    const token = forged({})
    const bytesOf = (text: string) =>
      text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'))
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      // The last character of a part has bits that are ignored.
      if (bytesOf(changed).join() === bytesOf(token).join()) continue
      expect(await verify(changed), changed).toBeUndefined()
    }
  })
})
