import { dirname, join } from 'node:path'
import type { SecretBox } from '../auth/secret-box.ts'
import { openSecretBox } from '../auth/secret-key-file.ts'
import { databaseFile } from '../storage/database-url.ts'

/** The box whose key stands in the file `secret-key` beside the database; for one in memory, a key of its own. */
export function openSecrets(database: string): Promise<SecretBox> {
  const file = databaseFile(database)
  return openSecretBox(file && join(dirname(file), 'secret-key'))
}
