import { once } from 'node:events'
import { lstatSync, realpathSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { randomIds as ids } from '../lib/ids.ts'

/** Takes a piece of text; resolves when there is room for more. */
export type Write = (text: string) => Promise<void>

/**
 * Runs `fn` with an output: stdout, or a file that replaces an existing one once it is complete, so nobody sees half of
 * it. Only this account can read the file.
 * @param file undefined for stdout. A device or a pipe is written to directly.
 * @throws what `fn` throws, or the error of the file system; nothing is left of the file then.
 */
export async function writeOutput<T>(file: string | undefined, fn: (write: Write) => Promise<T>): Promise<T> {
  if (file === undefined) return fn(writeToStdout)
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

/** A reader that has closed the pipe gets no more, and needs no error. */
async function writeToStdout(text: string): Promise<void> {
  const { stdout } = process
  if (stdout.destroyed || stdout.write(text)) return
  await Promise.race([once(stdout, 'drain'), once(stdout, 'close')])
}
