import type { SecretBox } from './secret-box.ts'

/** A response to a challenge that only a server of the database can compute, from its secret key. */
export type DatabaseProof = (challenge: string) => string

/** @param identity of the database, as `databaseIdentity` returns it. */
export const databaseProof =
  (box: SecretBox, identity: string): DatabaseProof =>
  (challenge) =>
    box.sign('database-proof', `${identity}\n${challenge}`)
