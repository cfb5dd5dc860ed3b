import { dirname, join } from 'node:path'
import type { SecretBox } from '../auth/secret-box.ts'
import { openSecretBox, readSecretBox, SecretKeyError } from '../auth/secret-key-file.ts'
import { checkSigningKey, hasSigningKey } from '../auth/signing-key.ts'
import { openStoredSecretBox, readStoredSecretBox } from '../auth/stored-secret-key.ts'
import { databaseFile, isInMemory } from '../storage/database-url.ts'
import type { Storage, StorageReader } from '../storage/storage.ts'
import { withFailures } from './with-storage.ts'

/**
 * Opens the secret box with the key in the sidecar file `secret-key`, or in a database without a file; a database in
 * memory gets a new key.
 * @throws Failure if the key is not available, or is not the one that the database was used with.
 */
export function openSecrets(database: string, storage: Storage): Promise<SecretBox> {
  const file = databaseFile(database)
  return withFailures(async () => {
    const mayMake = !(await hasSigningKey(storage))
    const box =
      file === undefined && !isInMemory(database)
        ? await openStoredSecretBox(storage, mayMake)
        : await openSecretBox(file && join(dirname(file), 'secret-key'), mayMake)
    await checkSigningKey(storage, box)
    return box
  })
}

/**
 * The secret box of a database, without creating a key.
 * @returns undefined if there is none yet; the first `contactd serve` creates it.
 * @throws SecretKeyError if the key that the database was used with is missing, damaged or replaced.
 */
export async function readSecrets(
  database: string,
  reader: Pick<StorageReader, 'read'>,
): Promise<SecretBox | undefined> {
  const file = databaseFile(database)
  const keyFile = file && join(dirname(file), 'secret-key')
  const box = await (keyFile === undefined ? readStoredSecretBox(reader) : readSecretBox(keyFile))
  if (box !== undefined) {
    await checkSigningKey(reader, box)
    return box
  }
  if (!(await hasSigningKey(reader))) return undefined
  const place = keyFile === undefined ? 'secret key in the table kept_values' : `file ${keyFile}`
  throw new SecretKeyError(`The ${place} is gone: restore the original.`)
}
