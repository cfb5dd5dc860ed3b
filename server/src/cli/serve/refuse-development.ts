import { isForDevelopment } from '../../auth/development-mark.ts'
import type { StorageReader } from '../../storage/storage.ts'
import { Failure } from '../failure.ts'

/** @throws Failure for a database of `contactd dev`, whose content can be reset by anyone on this machine. */
export async function refuseDevelopment(storage: Pick<StorageReader, 'read'>): Promise<void> {
  if (await isForDevelopment(storage))
    throw new Failure(
      'The database belongs to `contactd dev`: serve another one, or run `contactd dev` on it.',
    )
}
