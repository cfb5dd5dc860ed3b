import { databaseProof } from '../../auth/database-proof.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { databaseIdentity } from '../../storage/database-identity.ts'
import { openExisting } from '../../storage/open-storage.ts'
import type { StorageReader } from '../../storage/storage.ts'
import { readSecrets } from '../open-secret-key.ts'
import type { DatabaseOptions } from '../options.ts'
import type { Finding } from './check.ts'
import type { ExpectedProof } from './port-check.ts'

/**
 * Whether the secret key that the database was used with exists.
 * @throws SecretKeyError that says what to do, if it does not.
 */
export async function checkKeys(options: DatabaseOptions): Promise<Finding> {
  const reader = await open(options)
  if (reader === undefined) return { status: 'warn', found: 'the database could not be read' }
  try {
    const box = await readSecrets(options.database, reader)
    return { status: 'ok', found: box ? 'the secret key exists' : 'created by the first contactd serve' }
  } finally {
    await reader.close()
  }
}

/** The proof that a server of the database would return. */
export function expectedProof(options: DatabaseOptions): ExpectedProof {
  return async (challenge) => {
    try {
      const identity = await databaseIdentity(options.databaseDirect ?? options.database)
      const reader = await open(options)
      if (reader === undefined) return undefined
      try {
        const box = await readSecrets(options.database, reader)
        // Every server creates a key: a server that responds, but has created none here, serves another database.
        if (box === undefined) return 'none'
        return identity === undefined ? undefined : databaseProof(box, identity)(challenge)
      } finally {
        await reader.close()
      }
    } catch {
      // Another check reports what is wrong.
      return undefined
    }
  }
}

/** @returns undefined if another check reports why it can't be opened. */
const open = ({ database, databaseDirect }: DatabaseOptions): Promise<StorageReader | undefined> =>
  openExisting({ database, databaseDirect, clock }).catch(() => undefined)
