import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'jose'
import { exportJWK } from 'jose'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage, StorageReader } from '../storage/storage.ts'
import type { SecretBox } from './secret-box.ts'
import { SecretKeyError } from './secret-key-file.ts'
import { findNewestSigningKey, insertSigningKey, type SigningKeyRow } from './signing-key-store.ts'

/** The key that signs access and refresh tokens. */
export interface SigningKey {
  id: string
  privateKey: KeyObject
  publicKey: KeyObject
  /** As `/_contactd/keys` returns it. */
  jwk: JWK
}

export const signingAlgorithm = 'RS256'
const modulusBits = 2048
const purpose = 'signing-key'

/**
 * Returns the signing key of the database. It is opened when first needed, since creating one takes a tenth of a
 * second.
 */
export type SigningKeySource = () => Promise<SigningKey>

/** @param box encrypts the private key in the database. */
export function signingKeySource(
  storage: Storage,
  box: SecretBox,
  sources: { clock: Clock; ids: Ids },
): SigningKeySource {
  let opened: Promise<SigningKey> | undefined
  return () => {
    opened ??= openSigningKey(storage, box, sources).catch((error: unknown) => {
      // If the database was unavailable, the next call tries again.
      opened = undefined
      throw error
    })
    return opened
  }
}

/**
 * Opens the signing key if the database has one: the server must not start with another secret key.
 * @throws SecretKeyError
 */
export async function checkSigningKey(storage: Pick<StorageReader, 'read'>, box: SecretBox): Promise<void> {
  const row = await storage.read((tx) => tx.get(findNewestSigningKey, {}))
  if (row) keyOf(row, box)
}

/** Whether the database has a signing key, which can be opened only with the secret key that encrypted it. */
export const hasSigningKey = async (storage: Pick<StorageReader, 'read'>): Promise<boolean> =>
  (await storage.read((tx) => tx.get(findNewestSigningKey, {}))) !== undefined

async function openSigningKey(
  storage: Storage,
  box: SecretBox,
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<SigningKey> {
  const row = await storage.read((tx) => tx.get(findNewestSigningKey, {}))
  if (row) return keyOf(row, box)
  // Created outside of the transaction: it takes a tenth of a second.
  const made = await newRow(box, ids)
  const kept = await storage.write(async (tx) => {
    const other = await tx.get(findNewestSigningKey, {})
    if (other) return other
    await tx.run(insertSigningKey, { ...made, dateAdded: clock.now() })
    return made
  }, 'database')
  return keyOf(kept, box)
}

async function newRow(box: SecretBox, ids: Ids): Promise<SigningKeyRow> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: modulusBits })
  const id = ids.uuid()
  const jwk = { ...(await exportJWK(publicKey)), kid: id, alg: signingAlgorithm, use: 'sig' }
  return {
    id,
    publicKey: JSON.stringify(jwk),
    sealedPrivateKey: box.seal(purpose, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
  }
}

function keyOf(row: SigningKeyRow, box: SecretBox): SigningKey {
  const jwk = JSON.parse(row.publicKey) as JWK
  return {
    id: row.id,
    privateKey: createPrivateKey(unsealed(row, box)),
    publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
    jwk,
  }
}

function unsealed({ sealedPrivateKey }: SigningKeyRow, box: SecretBox): string {
  try {
    return box.open(purpose, sealedPrivateKey)
  } catch (error) {
    throw new SecretKeyError(
      'The signing key in the database was sealed with another secret key: restore the original, in the file secret-key next to a SQLite database, or in the table kept_values of PostgreSQL.',
      { cause: error },
    )
  }
}
