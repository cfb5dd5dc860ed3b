import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryFolder } from '../memory-folder.ts'

/** A temporary folder of clusters, which is removed with its servers at the latest when this process ends. */
export interface KeptFolder {
  path: string
  close(): Promise<void>
}

/**
 * A folder for files that need not survive a crash of the machine: in memory if there is room for them. Creating a
 * database creates hundreds of files, which takes 15 ms in memory and up to 300 ms on a disk.
 */
export const makeFastFolder = (): KeptFolder => makeKeptFolder(memoryFolder())

/**
 * Creates a folder that every user can enter, and starts its keeper (`keeper.ts`).
 * @param parent the system's folder of temporary files by default.
 */
export function makeKeptFolder(parent = tmpdir()): KeptFolder {
  const path = mkdtempSync(join(parent, 'contactd-postgres-'))
  chmodSync(path, 0o711)
  const program = fileURLToPath(new URL('keeper.ts', import.meta.url))
  const keeper = spawn(process.execPath, [program, path], { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(keeper, 'exit')
  return {
    path,
    async close() {
      keeper.stdin.end()
      await ended
    },
  }
}
