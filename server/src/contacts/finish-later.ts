import { StorageUnavailableError } from '../storage/storage.ts'

/**
 * Waits for the rest of a deletion. What is deleted is deleted already, and an answer that says otherwise
 * would be wrong: where the database can't take the rest now, the next start does it.
 */
export async function finishLater(rest: Promise<void>): Promise<void> {
  try {
    await rest
  } catch (error) {
    if (!(error instanceof StorageUnavailableError)) throw error
  }
}
