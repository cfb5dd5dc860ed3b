import type { Migration } from './migration.ts'

/** What a signing key signs: access tokens, or deliveries of webhooks by one of two algorithms. */
export const signingKeyPurposes: Migration = {
  number: 24,
  name: 'signing-key-purposes',
  statements: ["ALTER TABLE signing_keys ADD COLUMN purpose TEXT NOT NULL DEFAULT 'access-tokens'"],
}
