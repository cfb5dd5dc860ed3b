import { StorageUnavailableError } from './storage.ts'

/**
 * Waits for the rest of a deletion. The deletion is already committed, so errors must not fail the request. The next
 * start finishes the rest.
 */
export async function runCleanup(rest: Promise<void>): Promise<void> {
  try {
    await rest
  } catch (error) {
    if (!(error instanceof StorageUnavailableError)) throw error
  }
}
