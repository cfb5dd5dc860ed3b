import { dirname, join } from 'node:path'
import { openKeptSecretBox } from '../auth/kept-secret-key.ts'
import type { SecretBox } from '../auth/secret-box.ts'
import { openSecretBox } from '../auth/secret-key-file.ts'
import { checkSigningKey, hasSigningKey } from '../auth/signing-key.ts'
import { databaseFile, isInMemory } from '../storage/database-url.ts'
import type { Storage } from '../storage/storage.ts'
import { withFailures } from './with-storage.ts'

/**
 * The box whose key stands in the file `secret-key` beside the database, or in a database that is no file; for one in
 * memory, a key of its own.
 * @throws Failure when it can't be had, or is not the one that the database was used with.
 */
export function openSecrets(database: string, storage: Storage): Promise<SecretBox> {
  const file = databaseFile(database)
  return withFailures(async () => {
    const mayMake = !(await hasSigningKey(storage))
    const box =
      file === undefined && !isInMemory(database)
        ? await openKeptSecretBox(storage, mayMake)
        : await openSecretBox(file && join(dirname(file), 'secret-key'), mayMake)
    await checkSigningKey(storage, box)
    return box
  })
}
