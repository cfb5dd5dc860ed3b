import type { Storage, StorageReader } from '../storage/storage.ts'
import { SecretBox } from './secret-box.ts'
import { newKey, parseKey, SecretKeyError } from './secret-key-file.ts'
import { findStoredValue, insertStoredValue } from './stored-value-store.ts'

const name = 'secret-key'

/**
 * Opens the box whose key is in the database, and creates the key on first use. If several nodes start at once, one
 * creates it and all use the same.
 * @param mayMake false if the database was used with a key before: a new one could not open its data.
 * @throws SecretKeyError if the key is missing and may not be created, or is damaged.
 */
export async function openStoredSecretBox(storage: Storage, mayMake: boolean): Promise<SecretBox> {
  const find = () => storage.read((tx) => tx.get(findStoredValue, { name }))
  let kept = await find()
  if (!kept && mayMake) {
    const content = newKey()
    await storage.write((tx) => tx.run(insertStoredValue, { name, content }), 'database')
    kept = await find()
  }
  if (!kept) throw new SecretKeyError(goneSentence)
  return boxOf(kept.content)
}

/**
 * Opens the box whose key is in the database, without creating one.
 * @returns undefined if there is none.
 * @throws SecretKeyError if the key is damaged.
 */
export async function readStoredSecretBox(
  storage: Pick<StorageReader, 'read'>,
): Promise<SecretBox | undefined> {
  const kept = await storage.read((tx) => tx.get(findStoredValue, { name }))
  return kept && boxOf(kept.content)
}

function boxOf(content: string): SecretBox {
  const key = parseKey(content)
  if (key === undefined) throw new SecretKeyError(goneSentence)
  return new SecretBox(key)
}

const goneSentence = 'The secret key in the table kept_values is gone: restore the original.'
