import { systemClock as clock } from '../lib/clock.ts'
import { isInMemory } from '../storage/database-url.ts'
import { type OpenStorageOptions, openExisting, openStorage } from '../storage/open-storage.ts'
import type { ReadTx, Storage } from '../storage/storage.ts'
import { Failure } from './failure.ts'
import { failureOf } from './failure-of.ts'
import type { DatabaseOptions } from './options.ts'

/**
 * Opens the database; creates it if it is missing, migrates it if it is older.
 * @throws Failure if it is not available.
 */
export function openDatabase(options: Omit<OpenStorageOptions, 'clock'>): Promise<Storage> {
  return withFailures(() => openStorage({ ...options, clock }))
}

/**
 * Opens the database and runs `fn`. The database stays open, unless `fn` fails: then it is closed, because its
 * connections would keep the process alive.
 * @throws Failure if it is not available, and whatever `fn` throws.
 */
export async function beginOnDatabase<T>(
  options: Omit<OpenStorageOptions, 'clock'>,
  fn: (storage: Storage) => Promise<T>,
): Promise<T> {
  const storage = await openDatabase(options)
  try {
    return await fn(storage)
  } catch (error) {
    await storage.close()
    throw error
  }
}

/**
 * Reads the database of `--database` without creating or migrating it: for commands whose option says that they read.
 * @throws Failure if it is missing, belongs to another version, or can't be read.
 */
export async function readDatabase<T>(
  { database, databaseDirect }: DatabaseOptions,
  fn: (tx: ReadTx) => Promise<T>,
): Promise<T> {
  return withFailures(async () => {
    const reader = await openExisting({ database, databaseDirect, clock })
    try {
      return await reader.read(fn)
    } finally {
      await reader.close()
    }
  })
}

/**
 * Runs `fn` on the database of `--database`, created and migrated if necessary, and closes it: for commands whose
 * option says that they write.
 * @throws Failure if the database is not available, or is in memory and would disappear with this command.
 */
export async function withStorage<T>(
  { database, databaseDirect, databaseConnections }: DatabaseOptions,
  fn: (storage: Storage) => Promise<T>,
): Promise<T> {
  if (await withFailures(async () => isInMemory(database))) {
    throw new Failure(
      'A database in memory disappears with the command: name a file, --database sqlite:./path.db.',
    )
  }
  const storage = await openDatabase({ database, databaseDirect, databaseConnections })
  try {
    return await withFailures(() => fn(storage))
  } finally {
    await storage.close()
  }
}

/** Converts errors caused by the command, the database or the machine to a Failure; other errors are unchanged. */
export async function withFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw failureOf(error) ?? error
  }
}
