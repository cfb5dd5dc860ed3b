import type { Storage, StorageReader } from '../storage/storage.ts'
import { findKeptValue, insertKeptValue } from './kept-value-store.ts'
import { SecretBox } from './secret-box.ts'
import { newKey, parseKey, SecretKeyError } from './secret-key-file.ts'

const name = 'secret-key'

/**
 * The box whose key stands in the database, made on first use. Of several nodes that start at once one makes the
 * key, and all have the same.
 * @param mayMake false where the database was used with a key: then a new one would only stand in its way.
 * @throws SecretKeyError when there is none and none may be made, or it is damaged.
 */
export async function openKeptSecretBox(storage: Storage, mayMake: boolean): Promise<SecretBox> {
  const find = () => storage.read((tx) => tx.get(findKeptValue, { name }))
  let kept = await find()
  if (!kept && mayMake) {
    const content = newKey()
    await storage.write((tx) => tx.run(insertKeptValue, { name, content }), 'database')
    kept = await find()
  }
  if (!kept) throw new SecretKeyError(goneSentence)
  return boxOf(kept.content)
}

/**
 * The box whose key stands in the database, where it is not made.
 * @returns undefined where there is none.
 * @throws SecretKeyError when it is damaged.
 */
export async function readKeptSecretBox(
  storage: Pick<StorageReader, 'read'>,
): Promise<SecretBox | undefined> {
  const kept = await storage.read((tx) => tx.get(findKeptValue, { name }))
  return kept && boxOf(kept.content)
}

function boxOf(content: string): SecretBox {
  const key = parseKey(content)
  if (key === undefined) throw new SecretKeyError(goneSentence)
  return new SecretBox(key)
}

const goneSentence = 'The secret key in the table kept_values is gone: restore the original.'
