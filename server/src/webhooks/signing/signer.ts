import { createHmac, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { BoundedCache } from '../../lib/bounded-cache.ts'
import type { WebhookKeys } from './webhook-keys.ts'

/** One attempt to deliver an event. */
interface Attempt {
  /** The same for each attempt and receiver: the receiver knows repetitions by it. */
  eventId: string
  /** The time of this attempt, in seconds since 1970. */
  timestampSeconds: number
  /** The body as it is sent, in UTF-8. */
  body: string
  /** The webhook's own, from `WebhookSecrets.open`. */
  secret?: KeyObject | undefined
}

/** The headers of an attempt, by their names. */
export type SignatureHeaders = Record<string, string>

export interface Signer {
  /** @throws SecretKeyError if the keys were sealed with another secret key; errors of the storage on first use. */
  sign(attempt: Attempt): Promise<SignatureHeaders>
}

/**
 * Bodies whose signatures are remembered: an event has the same body for all webhooks of a location, which receive it
 * at different speeds.
 */
const maxCachedBodies = 1024
/** Longer bodies are signed each time. */
const maxCachedBodyLength = 8192

/**
 * Signs with HighLevel's headers and, for a webhook with a secret, with those of Standard Webhooks.
 * `X-GHL-Signature` signs on the calling thread: in the thread pool it would take twice the CPU time.
 */
export function createSigner(keys: WebhookKeys): Signer {
  const ed25519 = cachedByBody((body, key) => sign(null, Buffer.from(body), key).toString('base64'))
  const rsa = cachedByBody(signRsa)
  return {
    async sign({ eventId, timestampSeconds, body, secret }) {
      const headers: SignatureHeaders = {
        'X-GHL-Signature': ed25519(body, (await keys.ed25519()).privateKey),
      }
      if (keys.rsa) headers['x-wh-signature'] = await rsa(body, (await keys.rsa()).privateKey)
      if (secret) {
        headers['webhook-id'] = eventId
        headers['webhook-timestamp'] = String(timestampSeconds)
        const signed = `${eventId}.${timestampSeconds}.${body}`
        headers['webhook-signature'] = `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`
      }
      return headers
    },
  }
}

type SignBody<Signature> = (body: string, key: KeyObject) => Signature

/** In the thread pool: it takes milliseconds. */
const signInThreadPool = promisify(sign)
const signRsa: SignBody<Promise<string>> = async (body, key) =>
  (await signInThreadPool('sha256', Buffer.from(body), key)).toString('base64')

/** Remembers the signatures of the last bodies. */
function cachedByBody<Signature>(signBody: SignBody<Signature>): SignBody<Signature> {
  const signatures = new BoundedCache<string, Signature>(maxCachedBodies)
  return (body, key) => {
    if (body.length > maxCachedBodyLength) return signBody(body, key)
    const known = signatures.get(body)
    if (known !== undefined) return known
    const signature = signBody(body, key)
    signatures.set(body, signature)
    return signature
  }
}
