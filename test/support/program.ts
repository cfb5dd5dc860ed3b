import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The launcher of this checkout. */
export const launcher = fileURLToPath(new URL('../../bin/contactd', import.meta.url))

const startTimeoutMs = 50_000
const stopTimeoutMs = 20_000

const running = new Set<ChildProcess>()
const folders = new Set<string>()

/**
 * Kills the programs that a test file has started and not stopped, and removes its folders; called by
 * `end-programs.ts` after each file.
 */
export async function endPrograms(): Promise<void> {
  const ends = [...running].map((child) => once(child, 'exit'))
  for (const child of running) child.kill('SIGKILL')
  await Promise.all(ends)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

/** Ends a process at the latest with its test file. */
export function adopt(child: ChildProcess): void {
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
}

/** A new folder that is removed with the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'contactd-test-'))
  folders.add(folder)
  return folder
}

export interface ProgramOptions {
  /** The working folder, which contains the database; a new one by default. */
  folder?: string
  /** Fills the database with the demo, whose token becomes the program's. */
  demo?: boolean
  logLevel?: string
  /** More arguments for `serve`. */
  args?: readonly string[]
  /** The launcher to start. */
  launcher?: string
  /** A command that starts the launcher, such as strace with its arguments. */
  startedBy?: readonly string[]
  /** Added to the environment, which has no other variables of contactd. */
  env?: Record<string, string>
}

/** `contactd serve` in a process of its own. */
export interface Program {
  pid: number
  /** As printed: `http://127.0.0.1:<port>`. */
  url: string
  port: number
  folder: string
  /** The file of the database. */
  file: string
  /** The demo's token; empty without `demo`. */
  token: string
  /** Its stderr so far. */
  stderr(): string
  /** Whether it is still running. */
  isRunning(): boolean
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<ProgramEnd>
}

export interface ProgramEnd {
  code: number | null
  signal: NodeJS.Signals | null
  /** The time from the signal to the end. */
  tookMs: number
}

/** Starts `contactd serve` on a free port and a database in a folder, and waits until it listens. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const { folder = temporaryFolder(), demo = false, logLevel = 'warn', args = [] } = options
  const file = join(folder, 'contactd.db')
  const child = spawnProgram(
    ['serve', '--port', '0', '--database', `sqlite:${file}`, '--log-level', logLevel].concat(
      demo ? ['--demo'] : [],
      args,
    ),
    { ...options, folder },
  )
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const greeted = demo
    ? /listens on (\S+)\n.*Token +(\S+)\n.*-d '.*'\n.*Owner +signs in [^\n]+\n\n/s
    : /listens on (\S+)()\n/
  const [, url = '', token = ''] = await waitFor(
    () => greeted.exec(stderr),
    child,
    () => stderr,
  )

  return {
    pid: child.pid ?? 0,
    url,
    port: Number(new URL(url).port),
    folder,
    file,
    token,
    stderr: () => stderr,
    isRunning: () => running.has(child),
    async stop(signal = 'SIGTERM') {
      const since = performance.now()
      child.kill(signal)
      const overdue = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      const [code, endSignal] = await ended
      clearTimeout(overdue)
      return { code, signal: endSignal, tookMs: performance.now() - since }
    },
  }
}

/** Runs a command of contactd to its end. */
export async function runProgram(
  args: readonly string[],
  options: Pick<ProgramOptions, 'folder' | 'launcher' | 'env'> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnProgram(args, { ...options, folder: options.folder ?? temporaryFolder() })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk
    })
  }
  const overdue = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(overdue)
  return { code, ...output }
}

function spawnProgram(
  args: readonly string[],
  options: Omit<ProgramOptions, 'folder'> & { folder: string },
): ChildProcess {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CONTACTD_'))
  const [command = '', ...rest] = [...(options.startedBy ?? []), options.launcher ?? launcher, ...args]
  const child = spawn(command, rest, {
    cwd: options.folder,
    env: { ...Object.fromEntries(own), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  adopt(child)
  return child
}

async function waitFor<T>(look: () => T | null, child: ChildProcess, output: () => string): Promise<T> {
  const giveUpAt = performance.now() + startTimeoutMs
  for (;;) {
    const found = look()
    if (found !== null) return found
    if (!running.has(child)) throw new Error(`contactd ended before it listened:\n${output()}`)
    if (performance.now() > giveUpAt) throw new Error(`contactd does not listen:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
