import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../lib/clock.ts'

/** Containers that share a folder have host names of their own: a process id counts on its host alone. */
const prefix = () => `contactd-import-${hostname().replace(/[^\w.]/g, '_')}-`

/** @returns the path of a new folder for the file of an upload, which only this account can read. */
export const makeUploadFolder = (): Promise<string> => mkdtemp(join(tmpdir(), `${prefix()}${process.pid}-`))

/**
 * Removes the folders of uploads whose process was killed: their files have personal data. Those of other accounts stay.
 * @throws the error of the file system.
 */
export async function removeAbandonedUploads(): Promise<void> {
  const start = prefix()
  const startedAt = systemClock.now() - process.uptime() * 1000
  const folderOfAll = tmpdir()
  const entries = existsSync(folderOfAll) ? await readdir(folderOfAll, { withFileTypes: true }) : []
  for (const entry of entries) {
    if (!entry.isDirectory() || !entry.name.startsWith(start)) continue
    const pid = Number(/^(\d+)-\w+$/.exec(entry.name.slice(start.length))?.[1] ?? 0)
    const folder = join(folderOfAll, entry.name)
    if (pid > 0 && (pid === process.pid ? await isOlder(folder, startedAt) : !isRunning(pid)))
      await rm(folder, { recursive: true, force: true }).catch(unlessForeign)
  }
}

/** After a restart of a container, a killed server had the same id. */
const isOlder = async (folder: string, time: number): Promise<boolean> => (await stat(folder)).mtimeMs < time

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function unlessForeign(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPERM' && error.code !== 'EACCES') throw error
}
