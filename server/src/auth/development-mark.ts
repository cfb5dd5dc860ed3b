import type { StorageReader, WriteTx } from '../storage/storage.ts'
import { findStoredValue, insertStoredValue } from './stored-value-store.ts'

const name = 'development'

/** Marks a database as one that `contactd dev` may empty at any time. */
export const markForDevelopment = (tx: WriteTx): Promise<void> =>
  tx.run(insertStoredValue, { name, content: '1' })

/** Whether `contactd dev` has marked the database. */
export const isForDevelopment = async (reader: Pick<StorageReader, 'read'>): Promise<boolean> =>
  (await reader.read((tx) => tx.get(findStoredValue, { name }))) !== undefined
