import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createPrivateIntegrationToken, hashToken } from '../auth/private-integration-token.ts'
import { scopes } from '../auth/scopes.ts'
import { findLiveTokenByHash } from '../auth/token-store.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'

/**
 * The token of the demo: the one in the file `demo-token` beside the database while it lives, else a new
 * one, which is written there for the next start (mode 0600).
 * @param databaseFile undefined for a database in memory: then there is no file.
 */
export async function demoToken(
  storage: Storage,
  databaseFile: string | undefined,
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<string> {
  const file = databaseFile && join(dirname(databaseFile), 'demo-token')
  const kept = file && (await readTokenFile(file))
  if (kept && (await isLive(storage, kept))) return kept
  const { token } = await storage.write((tx) =>
    createPrivateIntegrationToken(
      tx,
      { clock, ids },
      { companyId: demoIds.company, locationId: demoIds.location, name: 'demo', scopes },
    ),
  )
  if (file) await writeTokenFile(file, token)
  return token
}

async function readTokenFile(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function isLive(storage: Storage, token: string): Promise<boolean> {
  const row = await storage.read((tx) => tx.get(findLiveTokenByHash, { hash: hashToken(token) }))
  return row?.locationId === demoIds.location
}

/** Whole or not at all, and never readable by others. */
async function writeTokenFile(file: string, token: string): Promise<void> {
  const draft = `${file}.new`
  await writeFile(draft, `${token}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, file)
}
