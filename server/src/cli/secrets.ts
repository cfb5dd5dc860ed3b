import { dirname, join } from 'node:path'
import type { SecretBox } from '../auth/secret-box.ts'
import { openSecretBox } from '../auth/secret-key-file.ts'
import { checkSigningKey, hasSigningKey } from '../auth/signing-key.ts'
import { databaseFile } from '../storage/database-url.ts'
import type { Storage } from '../storage/storage.ts'
import { withFailures } from './with-storage.ts'

/**
 * The box whose key stands in the file `secret-key` beside the database; for one in memory, a key of its own.
 * @throws Failure when it can't be had, or is not the one that the database was used with.
 */
export function openSecrets(database: string, storage: Storage): Promise<SecretBox> {
  const file = databaseFile(database)
  return withFailures(async () => {
    const box = await openSecretBox(
      file && join(dirname(file), 'secret-key'),
      !(await hasSigningKey(storage)),
    )
    await checkSigningKey(storage, box)
    return box
  })
}
