import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import {
  type SigningKeyContext,
  type SigningKeyKind,
  type SigningKeySource,
  signingKeySource,
} from '../../auth/signing-key.ts'

/** The keys that sign the deliveries of a database, for all its webhooks. */
export interface WebhookKeys {
  /** For `X-GHL-Signature`. */
  ed25519: SigningKeySource
  /** For `x-wh-signature`; undefined if it is not sent. */
  rsa: SigningKeySource | undefined
}

const ed25519Key: SigningKeyKind = {
  purpose: 'webhooks',
  algorithm: 'EdDSA',
  generate: () => promisify(generateKeyPair)('ed25519'),
}

/** HighLevel's has as many. */
const modulusBits = 4096

const rsaKey: SigningKeyKind = {
  purpose: 'webhooks-legacy',
  algorithm: 'RS256',
  generate: () => promisify(generateKeyPair)('rsa', { modulusLength: modulusBits }),
}

/**
 * The keys are created when they are first needed. A process opens them once, for its routes and its deliveries.
 * @param legacySignature whether deliveries also have the signature `x-wh-signature`, which HighLevel no longer sends.
 */
export function openWebhookKeys(
  context: SigningKeyContext,
  { legacySignature }: { legacySignature: boolean },
): WebhookKeys {
  return {
    ed25519: signingKeySource(context, ed25519Key),
    rsa: legacySignature ? signingKeySource(context, rsaKey) : undefined,
  }
}
