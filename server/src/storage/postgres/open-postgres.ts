import type { Clock } from '../../lib/clock.ts'
import type { StorageLog } from '../log.ts'
import { migrate } from '../migrate.ts'
import type { Migration } from '../migrations/migration.ts'
import { connectionSettings, type PostgresPlace } from './connection-settings.ts'
import { migrationTarget } from './migration-target.ts'
import { openError } from './open-error.ts'
import { PostgresStorage } from './postgres-storage.ts'
import { Session } from './session.ts'

export interface OpenPostgresOptions extends PostgresPlace {
  clock: Clock
  log: StorageLog
  migrations: readonly Migration[]
  /** How many connections read, beside the one that writes. */
  readers: number
}

/**
 * Opens a PostgreSQL database and brings it up to date.
 * @returns the storage, and the migrations that were applied just now.
 * @throws DatabaseOpenError when the server can't be reached, refuses, or the database is another program's.
 */
export async function openPostgres(
  options: OpenPostgresOptions,
): Promise<{ storage: PostgresStorage; applied: Migration[] }> {
  const { url, directUrl, clock, log, migrations } = options
  const settings = connectionSettings(url)
  const keepsStatements = directUrl === undefined
  const direct = new Session(connectionSettings(directUrl ?? url), true)
  try {
    const applied = await migrate(migrationTarget(await direct.connection()), migrations, clock)
    for (const { number, name } of applied) log.info({ number, name }, 'migration applied')
    const readers = Array.from({ length: options.readers }, () => new Session(settings, keepsStatements))
    const writer = new Session(settings, keepsStatements)
    return { storage: new PostgresStorage({ writer, readers, clock }), applied }
  } catch (error) {
    throw openError(error, url)
  } finally {
    await direct.close()
  }
}
