import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A temporary folder of clusters, which is removed with its servers at the latest when this process ends. */
export interface KeptFolder {
  path: string
  close(): Promise<void>
}

/** Creates a folder that every user can enter, and starts its keeper (`keeper.ts`). */
export function makeKeptFolder(): KeptFolder {
  const path = mkdtempSync(join(tmpdir(), 'contactd-postgres-'))
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
