import { statement } from '../storage/statement.ts'

export interface SigningKeyRow {
  id: string
  /** A JWK as JSON. */
  publicKey: string
  /** PKCS #8 as PEM, encrypted. */
  sealedPrivateKey: string
}

const selected = `SELECT id, public_key AS "publicKey", sealed_private_key AS "sealedPrivateKey" FROM signing_keys`

/** @param purpose what the key signs. */
export const findNewestSigningKey = statement<{ purpose: string }, SigningKeyRow>(
  'find-newest-signing-key',
  `${selected} WHERE purpose = :purpose ORDER BY date_added DESC, id LIMIT 1`,
)

export const findAnySigningKey = statement<Record<string, never>, SigningKeyRow>(
  'find-any-signing-key',
  `${selected} ORDER BY date_added DESC, id LIMIT 1`,
)

export const insertSigningKey = statement<
  SigningKeyRow & { [column: string]: string | number; purpose: string; dateAdded: number }
>(
  'insert-signing-key',
  `INSERT INTO signing_keys (id, purpose, public_key, sealed_private_key, date_added)
   VALUES (:id, :purpose, :publicKey, :sealedPrivateKey, :dateAdded)`,
)
