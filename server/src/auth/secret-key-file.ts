import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { SecretBox } from './secret-box.ts'

const keyBytes = 32

/** The secret key can't be had, or is not the one that the database was used with. One sentence for people. */
export class SecretKeyError extends Error {
  override name = 'SecretKeyError'
}

/**
 * The box whose key is in a file (mode 0600), made on first use. Of several processes that start at once
 * one makes the key, and all have the same.
 * @param file undefined for a database in memory: then the key lives and dies with it.
 * @param mayMake false where the database was used with a key: then a new one would only stand in its way.
 * @throws SecretKeyError when the file is there and holds no key, or can't be read or made.
 */
export async function openSecretBox(file: string | undefined, mayMake = true): Promise<SecretBox> {
  if (file === undefined) return new SecretBox(randomBytes(keyBytes))
  try {
    const key = await readKey(file)
    if (!key && !mayMake) throw new SecretKeyError(`The file ${file} is gone: restore the original.`)
    return new SecretBox(key ?? (await makeKey(file)))
  } catch (error) {
    throw keyError(error)
  }
}

function keyError(error: unknown): SecretKeyError {
  if (error instanceof SecretKeyError) return error
  return new SecretKeyError(`The secret key can't be had: ${(error as Error).message}.`, { cause: error })
}

/**
 * The box whose key is in a file, which is not made.
 * @returns undefined where there is no such file.
 * @throws SecretKeyError when the file holds no key, or can't be read.
 */
export async function readSecretBox(file: string): Promise<SecretBox | undefined> {
  try {
    const key = await readKey(file)
    return key && new SecretBox(key)
  } catch (error) {
    throw keyError(error)
  }
}

async function readKey(file: string): Promise<Buffer | undefined> {
  try {
    const key = parseKey(await readFile(file, 'utf8'))
    if (key !== undefined) return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  throw new SecretKeyError(`The file ${file} holds no secret key: restore the original.`)
}

/** The key that a text holds; undefined where it was damaged: it must not become another one. */
export function parseKey(text: string): Buffer | undefined {
  const key = Buffer.from(text.trim(), 'base64url')
  return key.length === keyBytes && key.toString('base64url') === text.trim() ? key : undefined
}

/** A new key, as text. */
export const newKey = (): string => randomBytes(keyBytes).toString('base64url')

async function makeKey(file: string): Promise<Buffer> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  await writeFile(draft, `${newKey()}\n`, { mode: 0o600, flush: true })
  try {
    // A link appears whole or not at all, and fails where another process was first.
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
  const key = await readKey(file)
  if (key === undefined) throw new SecretKeyError(`The file ${file} was made and is gone.`)
  return key
}
