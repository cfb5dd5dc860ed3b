import { isInMemory } from '../storage/database-url.ts'
import type { StorageLog } from '../storage/log.ts'
import type { Backend } from './backend.ts'
import type { DevSeed } from './dev-seed.ts'
import { openMemoryDatabase } from './memory-database.ts'
import { openStoredDatabase } from './stored-database.ts'
import type { SwappableBackend } from './swappable-backend.ts'

/** The whole content of a database: bytes in memory, or a file with a backup. */
export type Image = Buffer | { file: string }

/** The database of a development server. Its whole content can be kept, and brought back. */
export interface DevDatabase {
  backend: SwappableBackend
  /** The content of the seed. */
  seedImage(): Promise<Image>
  takeImage(): Promise<Image>
  /** Opens an image on its own, to be read. */
  openImage(image: Image): Promise<Backend>
  /** Replaces the content. Requests wait meanwhile. */
  restore(image: Image): Promise<void>
  /** Frees what an image takes. */
  drop(image: Image): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the database of a development server, and fills an empty one with the seed.
 * @throws DatabaseOpenError if it has other data than that of a development server.
 */
export const openDevDatabase = (
  url: string,
  log: StorageLog,
  seed: Pick<DevSeed, 'fill'>,
): Promise<DevDatabase> =>
  isInMemory(url) ? openMemoryDatabase(log, seed) : openStoredDatabase(url, log, seed)
