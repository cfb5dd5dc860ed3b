import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { median } from './report.ts'

const syncs = 200
const syncedBytes = 64 * 1024

/** Describes the machine of the measurements, one fact per line. */
export function machineFacts(workspace: string): string[] {
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0)
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${gibibytes} GiB of memory, ${type()} ${release()}`,
    `Node.js ${process.versions.node}`,
    `a write of ${syncedBytes / 1024} KiB with its sync takes ${syncTimeMs(workspace).toFixed(2)} ms on this disk (median)`,
  ]
}

function syncTimeMs(workspace: string): number {
  const file = openSync(join(workspace, 'sync-test'), 'w')
  const block = Buffer.alloc(syncedBytes, 1)
  const timesMs = Array.from({ length: syncs }, () => {
    const startedAt = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  return median(timesMs)
}
