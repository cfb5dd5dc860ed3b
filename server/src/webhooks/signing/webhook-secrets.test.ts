import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { SecretBox } from '../../auth/secret-box.ts'
import type { SigningKey } from '../../auth/signing-key.ts'
import type { WebhookKeys } from './webhook-keys.ts'
import { WebhookSecrets, webhookSecretKey } from './webhook-secrets.ts'

let opened: number
let keys: WebhookKeys
let secrets: WebhookSecrets
beforeEach(() => {
  opened = 0
  keys = {
    async ed25519() {
      opened += 1
      return {} as SigningKey
    },
    rsa: undefined,
  }
  secrets = new WebhookSecrets(new SecretBox(randomBytes(32)), keys)
})

describe('WebhookSecrets', () => {
  it('BR-672 makes secrets of 24 random bytes, which are sealed', async () => {
    const [first, second] = [await secrets.make(), await secrets.make()]
    expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
    expect(second.secret).not.toBe(first.secret)
    expect(first.sealed).not.toContain(first.secret.slice(6))
    expect(secrets.reveal(first.sealed)).toBe(first.secret)
  })

  it('creates the signing key first, which guards the secret key', async () => {
    await secrets.make()
    expect(opened).toBe(1)
  })

  it('opens a secret once', async () => {
    const { secret, sealed } = await secrets.make()
    const key = secrets.open(sealed)
    expect(key.equals(webhookSecretKey(secret))).toBe(true)
    expect(key.symmetricKeySize).toBe(24)
    expect(secrets.open(sealed)).toBe(key)
  })

  it('does not open a secret that was sealed with another secret key', async () => {
    const { sealed } = await secrets.make()
    const other = new WebhookSecrets(new SecretBox(randomBytes(32)), keys)
    expect(() => other.open(sealed)).toThrow()
    expect(() => other.reveal(sealed)).toThrow()
  })
})
