import { statement } from '../storage/statement.ts'

export interface SigningKeyRow {
  id: string
  /** A JWK as JSON. */
  publicKey: string
  /** PKCS #8 as PEM, encrypted. */
  sealedPrivateKey: string
}

export const findNewestSigningKey = statement<Record<string, never>, SigningKeyRow>(
  'find-newest-signing-key',
  `SELECT id, public_key AS "publicKey", sealed_private_key AS "sealedPrivateKey"
   FROM signing_keys ORDER BY date_added DESC, id LIMIT 1`,
)

export const insertSigningKey = statement<
  SigningKeyRow & { [column: string]: string | number; dateAdded: number }
>(
  'insert-signing-key',
  `INSERT INTO signing_keys (id, public_key, sealed_private_key, date_added)
   VALUES (:id, :publicKey, :sealedPrivateKey, :dateAdded)`,
)
