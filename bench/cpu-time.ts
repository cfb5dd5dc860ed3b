import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, whatever its kernel's own clock. */
const tickUs = 10_000

interface ProcessTimes {
  parent: number
  /** Of itself, and of those below it that have ended, in microseconds. */
  cpuUs: number
}

/**
 * The CPU time of a process and of all below it so far, in microseconds: what programs of several processes take.
 * @throws Error where the system has no /proc to read it from.
 */
export function cpuTimeOfTreeUs(pid: number): number {
  const children = new Map<number, number[]>()
  const times = new Map<number, ProcessTimes>()
  for (const id of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    const found = timesOf(id)
    if (found === undefined) continue
    times.set(id, found)
    children.set(found.parent, [...(children.get(found.parent) ?? []), id])
  }
  const sumUs = (id: number): number =>
    (children.get(id) ?? []).reduce((sum, child) => sum + sumUs(child), times.get(id)?.cpuUs ?? 0)
  return sumUs(pid)
}

/** The CPU time of processes that this one has started and that have ended, in microseconds. */
export function cpuTimeOfEndedUs(): number {
  const { endedTicks } = statOf('self')
  return endedTicks * tickUs
}

/** @returns undefined for a process that has ended meanwhile. */
function timesOf(pid: number): ProcessTimes | undefined {
  try {
    const { parent, ownTicks, endedTicks } = statOf(String(pid))
    return { parent, cpuUs: (ownTicks + endedTicks) * tickUs }
  } catch {
    return undefined
  }
}

/** The name in the second field may hold spaces and brackets. */
function statOf(pid: string): { parent: number; ownTicks: number; endedTicks: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [parent = 0] = fields.slice(1)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11)
  return { parent, ownTicks: user + system, endedTicks: endedUser + endedSystem }
}
