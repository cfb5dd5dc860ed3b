import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { SecretBox } from './secret-box.ts'

const keyBytes = 32

/**
 * The box whose key is in a file (mode 0600), made on first use. Of several processes that start at once
 * one makes the key, and all have the same.
 * @param file undefined for a database in memory: then the key lives and dies with it.
 * @throws Error when the file is there and holds no key.
 */
export async function openSecretBox(file: string | undefined): Promise<SecretBox> {
  if (file === undefined) return new SecretBox(randomBytes(keyBytes))
  return new SecretBox((await readKey(file)) ?? (await makeKey(file)))
}

async function readKey(file: string): Promise<Buffer | undefined> {
  try {
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url')
    if (key.length !== keyBytes)
      throw new Error(`The file ${file} holds no secret key: bring back the one that was there.`)
    return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function makeKey(file: string): Promise<Buffer> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${randomBytes(keyBytes).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    // A link appears whole or not at all, and fails where another process was first.
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
  const key = await readKey(file)
  if (key === undefined) throw new Error(`The file ${file} was made and is gone.`)
  return key
}
