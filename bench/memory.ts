import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startContactd } from './contactd.ts'
import type { Load } from './load.ts'

const restMs = 10_000
const sampleEveryMs = 250

/** Memory of a process, in bytes. */
export interface MemoryUse {
  /** All that is resident. */
  residentBytes: number
  /** The same without mapped files. */
  anonymousBytes: number
}

export interface MemoryProfile {
  afterStart: MemoryUse
  /** Ten seconds later. */
  atRest: MemoryUse
  /** The most that was seen. */
  underLoad: MemoryUse
}

/** @returns undefined where the system has no /proc to read it from. */
export async function measureMemory(
  workspace: string,
  database: string,
  { load, connections, durationMs }: { load: Load; connections: number; durationMs: number },
): Promise<MemoryProfile | undefined> {
  if (process.platform !== 'linux') return undefined
  const server = await startContactd(workspace, ['--database', database])
  const pid = server.process.pid
  if (pid === undefined) throw new Error('contactd has no process id.')
  const afterStart = memoryOf(pid)
  await sleep(restMs)
  const atRest = memoryOf(pid)
  let underLoad = atRest
  const sampling = setInterval(() => {
    underLoad = larger(underLoad, memoryOf(pid))
  }, sampleEveryMs)
  await load.run({ port: Number(new URL(server.url).port), connections, durationMs })
  clearInterval(sampling)
  await server.stop()
  return { afterStart, atRest, underLoad }
}

/** @throws Error where the system has no /proc to read it from. */
export function memoryOf(pid: number): MemoryUse {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
  return { residentBytes: bytes('VmRSS'), anonymousBytes: bytes('RssAnon') }
}

const larger = (a: MemoryUse, b: MemoryUse): MemoryUse => ({
  residentBytes: Math.max(a.residentBytes, b.residentBytes),
  anonymousBytes: Math.max(a.anonymousBytes, b.anonymousBytes),
})
