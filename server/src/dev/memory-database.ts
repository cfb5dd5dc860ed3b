import type { StorageLog } from '../storage/log.ts'
import { type Backend, closeBackend, openBackend } from './backend.ts'
import type { DevDatabase, Image } from './dev-database.ts'
import type { DevSeed } from './dev-seed.ts'
import { SwappableBackend } from './swappable-backend.ts'

const url = 'sqlite::memory:'

/** A new database in memory. An image is its bytes: opening another one takes a millisecond per megabyte. */
export async function openMemoryDatabase(log: StorageLog, seed: Pick<DevSeed, 'fill'>): Promise<DevDatabase> {
  const first = await openBackend(url, log)
  try {
    await seed.fill(first.storage)
  } catch (error) {
    await closeBackend(first)
    throw error
  }
  const backend = new SwappableBackend(first)
  const seedImage = await imageOf(first)
  return {
    backend,
    seedImage: async () => seedImage,
    takeImage: () => imageOf(backend.current),
    openImage: (image) => openBackend(url, log, image as Buffer),
    restore: (image) =>
      backend.swap(async (old) => {
        const opened = await openBackend(url, log, image as Buffer)
        await closeBackend(old)
        return { opened }
      }),
    drop: async () => undefined,
    close: () => closeBackend(backend.current),
  }
}

async function imageOf({ storage }: Backend): Promise<Image> {
  if (!storage.takeImage) throw new Error('The engine has no images.')
  return storage.takeImage()
}
