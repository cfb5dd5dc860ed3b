import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Process 1 may reap once in two seconds. In a container without an init, it never does. */
const giveUpAfterMs = 5000

/**
 * The sessions (`setsid`) of all processes that were started with a variable.
 *
 * @param variable `NAME=value`
 * @returns their ids; none on a system without `/proc`.
 */
export function sessionsOf(variable: string): Set<number> {
  const started = processes().filter(({ pid }) =>
    (readProcess(pid, 'environ') ?? '').split('\0').includes(variable),
  )
  return new Set(started.map(({ session }) => session))
}

/**
 * Waits until all processes of these sessions have ended and are reaped: those that a browser leaves behind stay in the
 * list of processes until then. Gives up after five seconds.
 */
export async function endOfSessions(sessions: ReadonlySet<number>): Promise<void> {
  const giveUpAt = performance.now() + giveUpAfterMs
  while (processes().some(({ session }) => sessions.has(session)) && performance.now() < giveUpAt)
    await sleep(50)
}

function processes(): { pid: string; session: number }[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const stat = readProcess(pid, 'stat')
      // The name in the second field may contain spaces and brackets.
      const [, , , session] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
      return session === undefined ? [] : [{ pid, session: Number(session) }]
    })
}

/** @returns undefined if the process has ended, or belongs to another account. */
function readProcess(pid: string, file: 'environ' | 'stat'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return
  }
}
