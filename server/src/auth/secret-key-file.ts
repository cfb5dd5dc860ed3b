import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { SecretBox } from './secret-box.ts'

const keyBytes = 32

/**
 * The secret key is not available, or is not the one that the database was used with. The message is one sentence for
 * people.
 */
export class SecretKeyError extends Error {
  override name = 'SecretKeyError'
}

/**
 * Opens the box whose key is in a file (mode 0600), and creates the file on first use. If several processes start at
 * once, one creates the key and all use the same.
 * @param file undefined for a database in memory: the key then exists in memory only.
 * @param mayMake false if the database was used with a key before: a new one could not open its data.
 * @throws SecretKeyError if the file exists without a valid key, or can't be read or created.
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
 * Opens the box whose key is in a file, without creating one.
 * @returns undefined if the file does not exist.
 * @throws SecretKeyError if the file contains no valid key, or can't be read.
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

/** Parses a key; undefined if it is damaged, so it can't turn into another key. */
export function parseKey(text: string): Buffer | undefined {
  const key = Buffer.from(text.trim(), 'base64url')
  return key.length === keyBytes && key.toString('base64url') === text.trim() ? key : undefined
}

/** A new key as text. */
export const newKey = (): string => randomBytes(keyBytes).toString('base64url')

async function makeKey(file: string): Promise<Buffer> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  await writeFile(draft, `${newKey()}\n`, { mode: 0o600, flush: true })
  try {
    // A link appears complete or not at all, and fails if another process created it first.
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
