import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A system call in a trace. Its position in the trace gives the order. */
export interface SystemCall {
  name: string
  /** What its file descriptor refers to: a path, or `socket:[inode]`. */
  file: string
  /** The call as printed, ending with its result. */
  text: string
  beganAt: number
  endedAt: number
}

/** Whether strace is installed and may trace. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-o', '/dev/null', 'true'], { timeout: 10_000 }).status === 0
}

/** The command that starts a program under strace: the program stays the started process (`-D`). */
export const tracedBy = (traceFile: string, calls: readonly string[]): string[] => [
  'strace',
  '-D',
  '-f',
  '-y',
  '-s',
  '64',
  '-e',
  `trace=${calls.join(',')}`,
  '-o',
  traceFile,
]

/** The trace of an ended process, which the tracer may still be writing. */
export async function readTrace(traceFile: string, pid: number): Promise<SystemCall[]> {
  const end = new RegExp(`^${pid} +\\+\\+\\+ (exited|killed)`, 'm')
  const giveUpAt = performance.now() + 10_000
  for (;;) {
    const text = readFileSync(traceFile, 'utf8')
    if (end.test(text)) return parseTrace(text)
    if (performance.now() > giveUpAt) throw new Error('The trace does not end with the end of the program.')
    await sleep(20)
  }
}

/** Joins calls that strace prints in two lines because other threads ran in between. */
export function parseTrace(text: string): SystemCall[] {
  const calls: SystemCall[] = []
  const unfinished = new Map<string, { text: string; beganAt: number }>()
  for (const [at, line] of text.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(rest)
    if (begun?.[1] !== undefined) {
      unfinished.set(thread, { text: begun[1], beganAt: at })
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const open = resumed && unfinished.get(thread)
    if (open) unfinished.delete(thread)
    const whole = open ? open.text + (resumed?.[1] ?? '') : rest
    const [, name, file] = /^(\w+)\(\d+<([^>]*)>/.exec(whole) ?? []
    if (name === undefined || file === undefined) continue
    calls.push({ name, file, text: whole, beganAt: open?.beganAt ?? at, endedAt: at })
  }
  return calls
}
