import { SecretKeyError } from '../auth/secret-key-file.ts'
import { ApiError } from '../http/errors.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { InputError } from '../lib/input-error.ts'
import { CopyError } from '../storage/copy/copy-port.ts'
import { DatabaseUrlError, isInMemory } from '../storage/database-url.ts'
import { DatabaseOpenError } from '../storage/open-error.ts'
import { type OpenStorageOptions, openStorage } from '../storage/open-storage.ts'
import { type Storage, StorageUnavailableError } from '../storage/storage.ts'
import { Failure } from './failure.ts'
import type { DatabaseOptions } from './options.ts'

/**
 * Opens the database, made on first use and brought up to date if it is older.
 * @throws Failure when it can't be had.
 */
export function openDatabase(options: Omit<OpenStorageOptions, 'clock'>): Promise<Storage> {
  return withFailures(() => openStorage({ ...options, clock }))
}

/**
 * Opens the database and runs `fn`, after which it stays open: where `fn` fails, it is closed, since its connections
 * would keep the process alive.
 * @throws Failure when it can't be had, and whatever `fn` throws.
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
 * Runs `fn` on the database that `--database` names, and closes it.
 * @throws Failure when the database can't be had or can't take the work, or would be gone with this command.
 */
export async function withStorage<T>(
  { database, databaseDirect, databaseConnections }: DatabaseOptions,
  fn: (storage: Storage) => Promise<T>,
): Promise<T> {
  const storage = await openDatabase({ database, databaseDirect, databaseConnections })
  if (isInMemory(database)) {
    await storage.close()
    throw new Failure(
      'A database in memory is gone with the command: name a file, --database sqlite:./path.db.',
    )
  }
  try {
    return await withFailures(() => fn(storage))
  } finally {
    await storage.close()
  }
}

/** Turns a refusal by the database or by a use case into a Failure; any other error stays as it is. */
export async function withFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (
      error instanceof DatabaseUrlError ||
      error instanceof DatabaseOpenError ||
      error instanceof CopyError ||
      error instanceof SecretKeyError ||
      error instanceof InputError ||
      error instanceof ApiError
    ) {
      throw new Failure(error.message, { cause: error })
    }
    if (error instanceof StorageUnavailableError) {
      throw new Failure(`${error.message} \`contactd doctor\` looks for the cause.`, { cause: error })
    }
    throw error
  }
}
