import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'jose'
import { exportJWK } from 'jose'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage, StorageReader } from '../storage/storage.ts'
import type { SecretBox } from './secret-box.ts'
import { SecretKeyError } from './secret-key-file.ts'
import {
  findAnySigningKey,
  findNewestSigningKey,
  insertSigningKey,
  type SigningKeyRow,
} from './signing-key-store.ts'

export interface SigningKey {
  id: string
  privateKey: KeyObject
  publicKey: KeyObject
  /** As `/_contactd/keys` returns it. */
  jwk: JWK
}

/** A kind of signing key. A database has one of each kind. */
export interface SigningKeyKind {
  /** What the key signs, as the database names it. */
  purpose: 'access-tokens' | 'webhooks' | 'webhooks-legacy'
  /** The `alg` of its JWK. */
  algorithm: string
  generate: () => Promise<KeyPairKeyObjectResult>
}

export const signingAlgorithm = 'RS256'
const modulusBits = 2048
const sealPurpose = 'signing-key'

/** Signs access and refresh tokens. */
export const accessTokenKey: SigningKeyKind = {
  purpose: 'access-tokens',
  algorithm: signingAlgorithm,
  generate: () => promisify(generateKeyPair)('rsa', { modulusLength: modulusBits }),
}

/**
 * Returns the signing key of a kind. It is opened when first needed, since creating one takes from a tenth of a second
 * to several seconds.
 */
export type SigningKeySource = () => Promise<SigningKey>

/** The dependencies of a signing key. */
export interface SigningKeyContext {
  storage: Storage
  /** Encrypts the private key in the database. */
  secrets: SecretBox
  clock: Clock
  ids: Ids
}

export function signingKeySource(context: SigningKeyContext, kind: SigningKeyKind): SigningKeySource {
  let opened: Promise<SigningKey> | undefined
  return () => {
    opened ??= openSigningKey(context, kind).catch((error: unknown) => {
      // If the database was unavailable, the next call tries again.
      opened = undefined
      throw error
    })
    return opened
  }
}

/**
 * Opens a signing key if the database has one: the server must not start with another secret key.
 * @throws SecretKeyError
 */
export async function checkSigningKey(storage: Pick<StorageReader, 'read'>, box: SecretBox): Promise<void> {
  const row = await storage.read((tx) => tx.get(findAnySigningKey, {}))
  if (row) keyOf(row, box)
}

/** Whether the database has a signing key, which can be opened only with the secret key that encrypted it. */
export const hasSigningKey = async (storage: Pick<StorageReader, 'read'>): Promise<boolean> =>
  (await storage.read((tx) => tx.get(findAnySigningKey, {}))) !== undefined

async function openSigningKey(
  { storage, secrets, clock, ids }: SigningKeyContext,
  kind: SigningKeyKind,
): Promise<SigningKey> {
  const { purpose } = kind
  const row = await storage.read((tx) => tx.get(findNewestSigningKey, { purpose }))
  if (row) return keyOf(row, secrets)
  // Created outside of the transaction: it takes long.
  const made = await newRow(kind, secrets, ids)
  const kept = await storage.write(async (tx) => {
    const other = await tx.get(findNewestSigningKey, { purpose })
    if (other) return other
    await tx.run(insertSigningKey, { ...made, purpose, dateAdded: clock.now() })
    return made
  }, 'database')
  return keyOf(kept, secrets)
}

async function newRow(kind: SigningKeyKind, box: SecretBox, ids: Ids): Promise<SigningKeyRow> {
  const { privateKey, publicKey } = await kind.generate()
  const id = ids.uuid()
  const jwk = { ...(await exportJWK(publicKey)), kid: id, alg: kind.algorithm, use: 'sig' }
  return {
    id,
    publicKey: JSON.stringify(jwk),
    sealedPrivateKey: box.seal(sealPurpose, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
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
    return box.open(sealPurpose, sealedPrivateKey)
  } catch (error) {
    throw new SecretKeyError(
      'The signing key in the database was sealed with another secret key: restore the original, in the file secret-key next to a SQLite database, or in the table kept_values of PostgreSQL.',
      { cause: error },
    )
  }
}
