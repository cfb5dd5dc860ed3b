import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setInterval } from 'node:timers'
import { cpuTimeOfEndedUs } from '../process-facts.ts'
import { adopt, cleanEnvironment, launcher } from '../workspace.ts'
import type { MadeLocation } from './made-location.ts'

const lookEveryMs = 50

/** Starts `contactd contact import`. */
export const startImport = (
  file: string,
  { databaseFile, locationId }: Pick<MadeLocation, 'databaseFile' | 'locationId'>,
): ChildProcess =>
  adopt(
    spawn(
      launcher,
      ['contact', 'import', file, '--location', locationId, '--database', `sqlite:${databaseFile}`, '--json'],
      { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] },
    ),
  )

export interface ImportCost {
  cpuUs: number
  elapsedMs: number
  /** The most resident memory. */
  peakBytes: number
}

/** Imports a file into an empty location. @throws Error if not every row became a new contact. */
export async function importCost(file: string, rows: number, location: MadeLocation): Promise<ImportCost> {
  const cpuBeforeUs = cpuTimeOfEndedUs()
  const startedAt = performance.now()
  const child = startImport(file, location)
  let text = ''
  child.stdout?.on('data', (chunk) => {
    text += String(chunk)
  })
  let peakBytes = 0
  const looking = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid ?? 0))
  }, lookEveryMs)
  await once(child, 'close')
  clearInterval(looking)
  const elapsedMs = performance.now() - startedAt
  const { created } = JSON.parse(text) as { created: number }
  if (created !== rows) throw new Error(`The import of ${rows} rows made ${created} contacts.`)
  return { cpuUs: cpuTimeOfEndedUs() - cpuBeforeUs, elapsedMs, peakBytes }
}

/** The most resident memory that a process has had, in bytes; 0 once it has ended. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
