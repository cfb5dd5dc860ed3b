import { CopyError, type CopyTarget, type Snapshot } from './copy/copy-port.ts'
import type { CopyTargetOptions, RestoreTargetOptions } from './copy/target-options.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { openPostgresCopyTarget } from './postgres/copy/open-copy-target.ts'
import { openPostgresRestoreTarget } from './postgres/copy/restore-target.ts'
import { openPostgresSnapshot } from './postgres/copy/snapshot.ts'
import { openSqliteCopyTarget } from './sqlite/open-copy-target.ts'
import { openSqliteRestoreTarget } from './sqlite/restore-target.ts'
import { openSqliteSnapshot } from './sqlite/snapshot.ts'

/**
 * Opens the current state of a database, to read all of it while others write. The database is neither created nor
 * migrated.
 * @param origin whether a SQLite file is this installation's own; the schema of a foreign file is checked first.
 * @throws DatabaseUrlError
 * @throws DatabaseOpenError
 * @throws CopyError for a database in memory.
 */
export async function openSnapshot(url: string, origin: 'own' | 'foreign'): Promise<Snapshot> {
  const place = placeOf(url)
  return place.engine === 'sqlite'
    ? openSqliteSnapshot(place.file, 'database', origin)
    : openPostgresSnapshot(place.url)
}

/**
 * Opens a database to be filled in batches. A missing one is created.
 * @throws DatabaseUrlError
 * @throws DatabaseOpenError
 * @throws CopyError if it is not empty, has another schema than the source, is open elsewhere, or is in memory.
 */
export async function openCopyTarget(url: string, options: CopyTargetOptions): Promise<CopyTarget> {
  const place = placeOf(url)
  return place.engine === 'sqlite'
    ? openSqliteCopyTarget(place.file, options)
    : openPostgresCopyTarget(place.url, options)
}

/**
 * Opens a database to be filled in one transaction. A missing one is created.
 * @throws DatabaseUrlError
 * @throws DatabaseOpenError
 * @throws CopyError if it is not empty and must not be replaced, is open elsewhere, or is in memory.
 */
export async function openRestoreTarget(url: string, options: RestoreTargetOptions): Promise<CopyTarget> {
  const place = placeOf(url)
  return place.engine === 'sqlite'
    ? openSqliteRestoreTarget(place.file, options)
    : openPostgresRestoreTarget(place.url, options)
}

function placeOf(url: string): { engine: 'sqlite'; file: string } | { engine: 'postgres'; url: string } {
  const place = parseDatabaseUrl(url)
  if (place.engine === 'postgres') return place
  const { engine, file } = place
  if (file !== undefined) return { engine, file }
  throw new CopyError('Only its own process can see a database in memory: name a file, sqlite:./path.db.')
}
