import { StorageUnavailableError } from '../storage/storage.ts'
import { type IndexContext, LocationIndex } from './location-index.ts'
import { VersionConflictError } from './segments/disk-segment.ts'

/** How often the work begins again because another process changed the index. */
const attempts = 20

/**
 * Takes deleted documents out of the segments of a location and out of their dictionaries. Other processes discard what
 * they have in memory of the location. Delete the documents first.
 * @param ids none for all deleted documents.
 * @throws StorageUnavailableError if other processes keep changing the index.
 */
export async function eraseDocuments(
  context: IndexContext,
  locationId: string,
  ids: readonly string[],
): Promise<void> {
  const { clock, writes } = context
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const location = new LocationIndex(context, locationId)
      await location.load()
      const before = String(clock.now())
      if (!(await location.expunge(ids))) continue
      await location.deleteObsolete()
      // Columns that another process wrote for a version that can't be committed any more.
      await writes.deleteOrphanedColumns(locationId, before)
      return
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error
    }
  }
  throw new StorageUnavailableError('The search index changes too fast: run the command again.')
}
