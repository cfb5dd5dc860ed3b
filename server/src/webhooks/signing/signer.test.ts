import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SigningKey } from '../../auth/signing-key.ts'
import { createSigner, type Signer } from './signer.ts'
import { webhookSecretKey } from './webhook-secrets.ts'

const eventId = '8656d90d-416a-459e-93b6-6a6297811592'
const body = JSON.stringify({ type: 'ContactUpdate', firstName: 'Zoë', lastName: '☂ 雨' })
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
/** What the package verifies is at most five minutes old. */
const timestampSeconds = Math.floor(Date.now() / 1000)

interface Pair {
  privateKey: KeyObject
  publicKey: KeyObject
}
let ed25519: Pair
let rsa: Pair
let signer: Signer
const source = (pair: Pair) => async () => ({ id: 'key', ...pair, jwk: {} }) satisfies SigningKey
beforeAll(() => {
  ed25519 = generateKeyPairSync('ed25519')
  rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
})
beforeEach(() => {
  signer = createSigner({ ed25519: source(ed25519), rsa: undefined })
})

const signatureOf = (headers: Record<string, string>, name: string) =>
  Buffer.from(headers[name] ?? '', 'base64')

describe('createSigner', () => {
  it('signs the bytes of the body by Ed25519', async () => {
    const headers = await signer.sign({ eventId, timestampSeconds, body })
    expect(Object.keys(headers)).toEqual(['X-GHL-Signature'])
    const signature = signatureOf(headers, 'X-GHL-Signature')
    expect(verify(null, Buffer.from(body), ed25519.publicKey, signature)).toBe(true)
    expect(verify(null, Buffer.from(`${body} `), ed25519.publicKey, signature)).toBe(false)
  })

  it('adds the legacy signature only if it is on', async () => {
    const both = createSigner({ ed25519: source(ed25519), rsa: source(rsa) })
    const headers = await both.sign({ eventId, timestampSeconds, body })
    expect(Object.keys(headers)).toEqual(['X-GHL-Signature', 'x-wh-signature'])
    const signature = signatureOf(headers, 'x-wh-signature')
    expect(verify('sha256', Buffer.from(body), rsa.publicKey, signature)).toBe(true)
    expect(verify('sha256', Buffer.from(body.toLowerCase()), rsa.publicKey, signature)).toBe(false)
  })

  it('BR-672 signs as Standard Webhooks, to the byte of the official package', async () => {
    const headers = await signer.sign({ eventId, timestampSeconds, body, secret: webhookSecretKey(secret) })
    expect(headers).toMatchObject({ 'webhook-id': eventId, 'webhook-timestamp': String(timestampSeconds) })
    const webhook = new Webhook(secret)
    expect(headers['webhook-signature']).toBe(webhook.sign(eventId, new Date(timestampSeconds * 1000), body))
    expect(webhook.verify(body, headers)).toEqual(JSON.parse(body))
    expect(() => webhook.verify(body.replace('Zoë', 'Zoe'), headers)).toThrow('No matching signature found')
    expect(() => webhook.verify(body, { ...headers, 'webhook-id': 'other' })).toThrow('No matching signature')
  })

  it('signs a body for many webhooks once, and each of them by its own secret', async () => {
    const secrets = [secret, 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'].map(webhookSecretKey)
    const [first, second] = await Promise.all(
      secrets.map((own) => signer.sign({ eventId, timestampSeconds, body, secret: own })),
    )
    expect(first?.['X-GHL-Signature']).toBe(second?.['X-GHL-Signature'])
    expect(first?.['webhook-signature']).not.toBe(second?.['webhook-signature'])
  })

  it('remembers the signatures of the last 1,024 bodies, and of none over 8,192 characters', async () => {
    let pair = ed25519
    const changing = createSigner({ ed25519: () => source(pair)(), rsa: undefined })
    const sign = (text: string) => changing.sign({ eventId, timestampSeconds, body: text })
    /** Whether a body has the signature of the first key, though the key was exchanged. */
    async function isRemembered(text: string): Promise<boolean> {
      const signature = signatureOf(await sign(text), 'X-GHL-Signature')
      return verify(null, Buffer.from(text), ed25519.publicKey, signature)
    }
    const longest = 'x'.repeat(8192)
    const numbered = Array.from({ length: 1024 }, (_, number) => `{"number":${number}}`)
    for (const text of [...numbered, longest, `${longest}x`]) await sign(text)
    pair = generateKeyPairSync('ed25519')
    const [first = '', second = ''] = numbered
    expect(await isRemembered(second)).toBe(true)
    expect(await isRemembered(longest)).toBe(true)
    expect(await isRemembered(`${longest}x`)).toBe(false)
    expect(await isRemembered(first)).toBe(false)
  })
})
