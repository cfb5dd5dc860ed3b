import type { SecretBox } from './secret-box.ts'

/** Who answers with it serves a database: only the secret key of that database makes it, and for one challenge alone. */
export type DatabaseProof = (challenge: string) => string

/**
 * @param identity of the database, as `databaseIdentity` has it.
 */
export const databaseProof =
  (box: SecretBox, identity: string): DatabaseProof =>
  (challenge) =>
    box.sign('database-proof', `${identity}\n${challenge}`)
