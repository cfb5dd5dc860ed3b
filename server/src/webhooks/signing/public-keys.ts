import type { KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import type { SigningKeySource } from '../../auth/signing-key.ts'
import type { WebhookKeys } from './webhook-keys.ts'

/** The public keys of deliveries, in each form that HighLevel's SDKs take. */
export interface PublicKeys {
  ed25519: {
    /** As in the JWKS. */
    kid: string
    /** All releases of the SDK take this one. */
    pem: string
    /** The SubjectPublicKeyInfo, as base64. */
    spki: string
    /** The 32 bytes, as base64. */
    raw: string
    /** The 32 bytes. */
    hex: string
  }
  /** Missing if the legacy signature is off. */
  rsa?: { kid: string; pem: string }
}

/** Returns the public keys of deliveries, and creates the keys on first use. */
export async function publicKeysOf(keys: WebhookKeys): Promise<PublicKeys> {
  const ed25519 = await keys.ed25519()
  const rsa = await keys.rsa?.()
  const raw = Buffer.from(ed25519.jwk.x ?? '', 'base64url')
  return {
    ed25519: {
      kid: ed25519.id,
      pem: pemOf(ed25519.publicKey),
      spki: ed25519.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      raw: raw.toString('base64'),
      hex: raw.toString('hex'),
    },
    ...(rsa && { rsa: { kid: rsa.id, pem: pemOf(rsa.publicKey) } }),
  }
}

/** The JWKS of access tokens and deliveries. */
export async function keySetOf(accessTokens: SigningKeySource, keys: WebhookKeys): Promise<{ keys: JWK[] }> {
  const sources = [accessTokens, keys.ed25519, ...(keys.rsa ? [keys.rsa] : [])]
  return { keys: (await Promise.all(sources.map((source) => source()))).map(({ jwk }) => jwk) }
}

const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
