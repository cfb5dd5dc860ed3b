import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  createPrivateIntegrationToken,
  hashToken,
  revokePrivateIntegrationToken,
} from '../auth/private-integration-token.ts'
import { scopes } from '../auth/scopes.ts'
import { deleteStoredValue, findStoredValue, insertStoredValue } from '../auth/stored-value-store.ts'
import { findLiveTokenByHash, listLiveTokensNamed } from '../auth/token-store.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { databaseFile, isInMemory } from '../storage/database-url.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'

const fileName = 'demo-token'

/**
 * The demo's token: the one in the sidecar file `demo-token`, or in a database without a file, as long as it is
 * valid; otherwise a new one, which is stored there for the next start (mode 0600).
 * @param database its URL. A database in memory stores no token.
 */
export async function demoToken(
  storage: Storage,
  database: string,
  sources: { clock: Clock; ids: Ids },
): Promise<string> {
  const besideIt = databaseFile(database)
  if (besideIt !== undefined) return tokenInFile(storage, join(dirname(besideIt), fileName), sources)
  if (isInMemory(database)) return (await storage.write((tx) => replaceToken(tx, sources), 'database')).token
  return tokenInDatabase(storage, sources)
}

async function tokenInFile(
  storage: Storage,
  file: string,
  sources: { clock: Clock; ids: Ids },
): Promise<string> {
  const kept = await readTokenFile(file)
  if (kept && (await isGood(storage, kept))) {
    await chmod(file, 0o600)
    return kept
  }
  const { token } = await storage.write((tx) => replaceToken(tx, sources), 'database')
  await writeTokenFile(file, token)
  return token
}

async function tokenInDatabase(storage: Storage, sources: { clock: Clock; ids: Ids }): Promise<string> {
  const name = fileName
  const kept = await storage.read((tx) => tx.get(findStoredValue, { name }))
  if (kept && (await isGood(storage, kept.content))) return kept.content
  return storage.write(async (tx) => {
    // Another node may have done it first.
    const now = await tx.get(findStoredValue, { name })
    if (now && now.content !== kept?.content) return now.content
    const { token } = await replaceToken(tx, sources)
    await tx.run(deleteStoredValue, { name })
    await tx.run(insertStoredValue, { name, content: token })
    return token
  }, 'database')
}

/** Only one token of the demo exists at a time: earlier ones, whose file is lost, are revoked. */
async function replaceToken(tx: WriteTx, sources: { clock: Clock; ids: Ids }): Promise<{ token: string }> {
  const place = { companyId: demoIds.company, locationId: demoIds.location, name: 'demo' }
  const earlier = await tx.all(listLiveTokensNamed, {
    locationId: place.locationId,
    name: place.name,
    limit: 100,
  })
  for (const { id } of earlier) await revokePrivateIntegrationToken(tx, sources, id)
  return createPrivateIntegrationToken(tx, sources, { ...place, scopes })
}

async function readTokenFile(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether it is a token of the demo's location that can do everything in the greeting. */
async function isGood(storage: Storage, token: string): Promise<boolean> {
  const row = await storage.read((tx) => tx.get(findLiveTokenByHash, { hash: hashToken(token) }))
  const has = new Set(row?.scopes.split(' '))
  return row?.locationId === demoIds.location && scopes.every((scope) => has.has(scope))
}

/** Writes atomically, and never readable by others. */
async function writeTokenFile(file: string, token: string): Promise<void> {
  const draft = `${file}.new`
  await writeFile(draft, `${token}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, file)
}
