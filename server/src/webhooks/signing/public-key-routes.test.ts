import { createPublicKey } from 'node:crypto'
import type { JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { PublicKeys } from './public-keys.ts'

const withoutToken = { authorization: undefined, version: undefined }

describe('the public keys', () => {
  const server = useTestServer()
  const keys = async () =>
    (await server.call<PublicKeys>('GET', '/_contactd/keys/webhooks', undefined, withoutToken)).body
  const keySet = async () =>
    (await server.call<JSONWebKeySet>('GET', '/_contactd/keys', undefined, withoutToken)).body.keys

  it('BR-670 are the same in each form, and stay the same', async () => {
    const shown = await keys()
    expect(await keys()).toEqual(shown)
    const { kid, pem, spki, raw, hex } = shown.ed25519
    const key = createPublicKey(pem)
    expect(key.asymmetricKeyType).toBe('ed25519')
    expect(key.export({ type: 'spki', format: 'der' }).toString('base64')).toBe(spki)
    expect(Buffer.from(raw, 'base64').toString('hex')).toBe(hex)
    expect(spki).toBe(`MCowBQYDK2VwAyEA${raw}`)
    const [, jwk] = await keySet()
    expect(jwk).toEqual({ ...key.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' })
  })

  it('BR-670 contain nothing private, and no RSA key unless the legacy signature is on', async () => {
    expect(Object.keys(await keys())).toEqual(['ed25519'])
    expect((await keySet()).map(({ alg, d }) => [alg, d])).toEqual([
      ['RS256', undefined],
      ['EdDSA', undefined],
    ])
  })
})

describe('the public keys with the legacy signature', () => {
  const server = useTestServer({ legacyWebhookSignature: true })

  it('BR-670 contain an RSA key of 4096 bits', async () => {
    const { rsa } = (await server.call<PublicKeys>('GET', '/_contactd/keys/webhooks')).body
    const key = createPublicKey(rsa?.pem ?? '')
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(4096)
    const { keys } = (await server.call<JSONWebKeySet>('GET', '/_contactd/keys')).body
    expect(keys[2]).toEqual({ ...key.export({ format: 'jwk' }), kid: rsa?.kid, alg: 'RS256', use: 'sig' })
  })
})
