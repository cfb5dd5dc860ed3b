import { lstatSync, realpathSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { randomIds as ids } from '../lib/ids.ts'

/** Takes a piece of text; resolves when there is room for more. */
export type Write = (text: string) => Promise<void>

/**
 * Runs `fn` with an output: stdout, or a file that replaces an existing one once it is complete, so no reader sees half of
 * it. Only this account can read the file.
 * @param file undefined for stdout. A device or a pipe is written to directly.
 * @returns undefined if stdout takes no more: its reader has closed the pipe, or `watchOutput` has reported what is wrong.
 * @throws what `fn` throws, or the error of the file system; nothing is left of the file then.
 */
export async function writeOutput<T>(
  file: string | undefined,
  fn: (write: Write) => Promise<T>,
): Promise<T | undefined> {
  if (file === undefined) return toStdout(fn)
  const place = placeOf(file)
  const part = place.isReplaced ? `${place.path}.${ids.next()}.part` : place.path
  const handle = await open(part, place.isReplaced ? 'wx' : 'w', 0o600).catch((error) => {
    // The name that people know.
    throw Object.assign(error, { path: file })
  })
  const remove = () => {
    if (place.isReplaced) rmSync(part, { force: true })
  }
  const stop = (signal: NodeJS.Signals) => {
    remove()
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.once(signal, stop)
  try {
    const result = await fn(async (text) => {
      await handle.writeFile(text)
    })
    if (place.isReplaced) await handle.sync()
    await handle.close()
    if (place.isReplaced) await rename(part, place.path)
    return result
  } catch (error) {
    await handle.close()
    remove()
    throw error
  } finally {
    for (const signal of signals) process.removeListener(signal, stop)
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** Behind a link is the file that it leads to. */
function placeOf(file: string): { path: string; isReplaced: boolean } {
  const path = lstatSync(file, { throwIfNoEntry: false }) ? realpathSync(file) : file
  const found = lstatSync(path, { throwIfNoEntry: false })
  return { path, isReplaced: found === undefined || found.isFile() }
}

/** Ends the work on an output whose reader has gone. */
class OutputClosed extends Error {}

async function toStdout<T>(fn: (write: Write) => Promise<T>): Promise<T | undefined> {
  try {
    return await fn(writeToStdout)
  } catch (error) {
    if (error instanceof OutputClosed) return undefined
    throw error
  }
}

const writeToStdout = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error) reject(new OutputClosed())
      else resolve()
    })
  })
