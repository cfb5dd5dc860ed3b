import { createSecretKey, hash, type KeyObject } from 'node:crypto'
import type { SecretBox } from '../../auth/secret-box.ts'
import { BoundedCache } from '../../lib/bounded-cache.ts'
import { randomKeyBytes } from '../../lib/ids.ts'
import type { WebhookKeys } from './webhook-keys.ts'

/** The fewest that Standard Webhooks allows, and a multiple of 3, so that the base64 has no padding. */
const secretBytes = 24
const prefix = 'whsec_'
const sealPurpose = 'webhook-secret'
const maxCachedSecrets = 10_000

/** The secrets by which single webhooks sign: `whsec_` and base64, as Standard Webhooks writes them. */
export class WebhookSecrets {
  readonly #box: SecretBox
  readonly #keys: WebhookKeys
  /** By what is in the database. */
  readonly #opened = new BoundedCache<string, KeyObject>(maxCachedSecrets)

  constructor(box: SecretBox, keys: WebhookKeys) {
    this.#box = box
    this.#keys = keys
  }

  /** Makes a secret. @returns its text, to be shown, and what the database keeps. */
  async make(): Promise<{ secret: string; sealed: string }> {
    // A database with a signing key refuses another secret key, which could not open this secret.
    await this.#keys.ed25519()
    const secret = prefix + randomKeyBytes(secretBytes).toString('base64')
    return { secret, sealed: sealWebhookSecret(this.#box, secret) }
  }

  /** The text of a secret. @throws Error if it was sealed with another secret key. */
  reveal(sealed: string): string {
    return this.#box.open(sealPurpose, sealed)
  }

  /** The key that signs by a secret. @throws Error if it was sealed with another secret key. */
  open(sealed: string): KeyObject {
    const known = this.#opened.get(sealed)
    if (known) return known
    const key = webhookSecretKey(this.reveal(sealed))
    this.#opened.set(sealed, key)
    return key
  }
}

/** What the database keeps of a secret's text. */
export const sealWebhookSecret = (box: SecretBox, secret: string): string => box.seal(sealPurpose, secret)

/** A secret that is the same for the same text, in development only. */
export const knownWebhookSecret = (text: string): string =>
  prefix + hash('sha256', text, 'buffer').subarray(0, secretBytes).toString('base64')

/** The key of a secret's text. As a KeyObject it signs in a third of the time that its bytes take. */
export const webhookSecretKey = (secret: string): KeyObject =>
  createSecretKey(Buffer.from(secret.slice(prefix.length), 'base64'))
