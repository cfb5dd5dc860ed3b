import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listCompanies } from '../api/companies/company-store.ts'
import { isForDevelopment, markForDevelopment } from '../auth/development-mark.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { listApps } from '../oauth/app-store.ts'
import { backupDatabase } from '../storage/backup-database.ts'
import type { CopyWatcher } from '../storage/copy/copy-tables.ts'
import { withoutPassword } from '../storage/database-url.ts'
import { hasContent } from '../storage/has-content.ts'
import type { StorageLog } from '../storage/log.ts'
import { DatabaseOpenError } from '../storage/open-error.ts'
import { openExisting, openStorage } from '../storage/open-storage.ts'
import { restoreDatabase } from '../storage/restore-database.ts'
import { closeBackend, openBackend } from './backend.ts'
import type { DevDatabase, Image } from './dev-database.ts'
import type { DevSeed } from './dev-seed.ts'
import { SwappableBackend } from './swappable-backend.ts'

const watcher: CopyWatcher = { begin: () => undefined, advance: () => undefined, copied: () => undefined }

/** A database on disk or on a server. An image is a backup in a temporary folder. */
export async function openStoredDatabase(
  url: string,
  log: StorageLog,
  seed: Pick<DevSeed, 'fill'>,
): Promise<DevDatabase> {
  const isNew = await mayFill(url)
  const first = await openBackend(url, log)
  try {
    if (isNew) await seed.fill(first.storage)
  } catch (error) {
    await closeBackend(first)
    throw error
  }
  const backend = new SwappableBackend(first)
  const folder = await mkdtemp(join(tmpdir(), 'contactd-dev-'))
  let images = 0
  let seedImage: Promise<Image> | undefined
  const backUp = async (database: string): Promise<Image> => {
    images += 1
    const file = join(folder, `${images}.backup`)
    await backupDatabase({ file, database, mayReplace: false, clock, watcher })
    return { file }
  }
  const makeSeed = async (): Promise<Image> => {
    const database = `sqlite:${join(folder, 'seed.db')}`
    const storage = await openStorage({ database, clock, log })
    await seed.fill(storage).finally(() => storage.close())
    return backUp(database)
  }
  return {
    backend,
    seedImage: () => {
      seedImage ??= makeSeed()
      return seedImage
    },
    takeImage: () => backUp(url),
    async openImage(image) {
      images += 1
      const database = `sqlite:${join(folder, `${images}.db`)}`
      await restoreDatabase({ file: fileOf(image), database, mayReplace: false, clock, watcher })
      return openBackend(database, log)
    },
    restore: (image) =>
      backend.swap(async (old) => {
        await closeBackend(old)
        const failure = await restoreDatabase({
          file: fileOf(image),
          database: url,
          mayReplace: true,
          clock,
          watcher,
        }).then(
          () => undefined,
          (error: Error) => error,
        )
        // Also after a failure: the database then has its old content.
        const opened = await openBackend(url, log)
        if (failure === undefined) await opened.storage.write(markForDevelopment, 'database')
        return { opened, failure }
      }),
    drop: (image) => rm(fileOf(image), { force: true }),
    async close() {
      await closeBackend(backend.current)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function fileOf(image: Image): string {
  if (Buffer.isBuffer(image)) throw new Error('An image of another engine.')
  return image.file
}

/**
 * Whether the database is empty and may be filled; false if a development server has filled it.
 * @throws DatabaseOpenError if it has anything else.
 */
async function mayFill(database: string): Promise<boolean> {
  if (!(await hasContent(database))) return true
  const reader = await openExisting({ database, clock })
  try {
    if (await isForDevelopment(reader)) return false
    const limit = 1
    // All else belongs to a company, or is made by contactd itself.
    const found = await reader.read(async (tx) => [
      ...(await tx.all(listCompanies, { limit })),
      ...(await tx.all(listApps, { limit })),
    ])
    if (found.length === 0) return true
  } finally {
    await reader.close()
  }
  throw new DatabaseOpenError(
    `The database ${withoutPassword(database)} has data that \`contactd dev\` did not make: name an empty one.`,
  )
}
