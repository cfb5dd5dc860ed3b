import { readdirSync, readFileSync } from 'node:fs'

/** Linux reports hundredths of a second, regardless of the kernel's own clock. */
const tickUs = 10_000

/**
 * The total CPU time of a process and its descendants, in microseconds, including those that have ended.
 * @throws Error if the system has no /proc.
 */
export function cpuTimeOfTreeUs(pid: number): number {
  const children = new Map<number, number[]>()
  const times = new Map<number, number>()
  for (const id of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const { parent, ticks } = statOf(String(id))
      times.set(id, ticks * tickUs)
      children.set(parent, [...(children.get(parent) ?? []), id])
    } catch {
      // It has ended meanwhile.
    }
  }
  const sumUs = (id: number): number =>
    (children.get(id) ?? []).reduce((sum, child) => sum + sumUs(child), times.get(id) ?? 0)
  return sumUs(pid)
}

/** The CPU time of the ended children of this process, in microseconds. */
export const cpuTimeOfEndedUs = (): number => statOf('self').endedTicks * tickUs

/** The name in the second field may contain spaces and brackets. */
function statOf(pid: string): { parent: number; ticks: number; endedTicks: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11)
  const endedTicks = endedUser + endedSystem
  return { parent: fields[1] ?? 0, ticks: user + system + endedTicks, endedTicks }
}

/**
 * The memory of a process in bytes: all resident memory, and the part without mapped files. @throws Error if there is
 * no /proc.
 */
export function memoryOf(pid: number): { resident: number; anonymous: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
  return { resident: bytes('VmRSS'), anonymous: bytes('RssAnon') }
}
