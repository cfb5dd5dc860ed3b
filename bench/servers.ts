import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { adopt, cleanEnvironment, launcher } from './workspace.ts'

const startTimeoutMs = 30_000
const reporter = new URL('process-reporter.ts', import.meta.url).href

/** How to start a server. It listens on any port of 127.0.0.1. */
export interface ServerCommand {
  name: string
  command: string
  args: readonly string[]
  folder: string
  /** Added to the environment of the benchmark. */
  environment?: Readonly<Record<string, string>>
  /** The URLs of modules to load first. */
  imports?: readonly string[]
  /** The file for its stderr: the log. */
  logFile: string
}

/** A server in a separate process that reports its CPU time. */
export interface MeasuredServer {
  name: string
  port: number
  pid: number
  /** The total CPU time of the process with its threads, in microseconds. */
  cpuTimeUs(): Promise<number>
  /** Collects the garbage of the main thread. */
  collectGarbage(): Promise<void>
  /**
   * Begins to watch the turns of the event loop. @returns a function that ends it, and returns the longest turn in µs
   * of CPU time.
   */
  watchTurns(): Promise<() => Promise<number>>
  stop(): Promise<void>
}

/** Starts contactd on a database, as a measured server. */
export const startOnDatabase = (
  folder: string,
  database: string,
  name = 'contactd',
  options: readonly string[] = [],
) =>
  startServer({
    name,
    command: launcher,
    args: ['serve', '--port=0', `--database=${database}`, '--log-level=warn', ...options],
    folder,
    logFile: join(folder, `${name}.log`),
  })

/** contactd as people run it, without the reporter. */
export interface PlainServer {
  url: string
  pid: number
  stop(): Promise<void>
}

/** Starts `contactd serve`. @param by the launcher of a checkout. */
export async function startPlain(
  folder: string,
  args: readonly string[],
  by = launcher,
): Promise<PlainServer> {
  const child = adopt(
    spawn(by, ['serve', '--port', '0', '--log-level', 'warn', ...args], {
      cwd: folder,
      env: cleanEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  )
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`contactd ended with ${code}.`)))
    createInterface(child.stderr).on('line', (line) => {
      const found = /listens on (http:\S+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  return { url, pid: child.pid ?? 0, stop: () => stopChild(child) }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

/** @throws Error if it does not listen within 30 s. */
export async function startServer(spec: ServerCommand): Promise<MeasuredServer> {
  const { name, command, args, folder, environment, imports = [], logFile } = spec
  const NODE_OPTIONS = [reporter, ...imports].map((url) => `--import=${url}`).join(' ')
  const child = adopt(
    spawn(command, args, {
      cwd: folder,
      env: { ...cleanEnvironment(), ...environment, NODE_OPTIONS },
      stdio: ['ignore', 'ignore', openSync(logFile, 'a'), 'ipc'],
    }),
  )
  const port = await nextReport(child, spec, 'port')
  const ask = <Kind extends keyof Report>(question: string, kind: Kind): Promise<Report[Kind]> => {
    const answer = nextReport(child, spec, kind)
    child.send(question)
    return answer
  }
  return {
    name,
    port,
    pid: child.pid ?? 0,
    async cpuTimeUs() {
      const { user, system } = await ask('usage', 'cpu')
      return user + system
    },
    async collectGarbage() {
      await ask('collect', 'collected')
    },
    async watchTurns() {
      await ask('watch', 'watching')
      return () => ask('end', 'longestTurnUs')
    },
    stop: () => stopChild(child),
  }
}

/** The messages of the reporter. Servers may send other messages over the same channel. */
interface Report {
  port: number
  cpu: NodeJS.CpuUsage
  collected: boolean
  watching: boolean
  longestTurnUs: number
}

/** Returns the next report of a kind. @throws Error if the process ends, or does not send it within 30 s. */
function nextReport<Kind extends keyof Report>(
  child: ChildProcess,
  { name, logFile }: ServerCommand,
  kind: Kind,
): Promise<Report[Kind]> {
  return new Promise((resolve, reject) => {
    const settle = (settled: () => void) => {
      clearTimeout(timer)
      child.off('message', listen).off('exit', fail)
      settled()
    }
    const listen = (message: Partial<Report> | string) => {
      const report = typeof message === 'object' ? message[kind] : undefined
      if (report !== undefined) settle(() => resolve(report))
    }
    const fail = (code: number | null) =>
      settle(() => reject(new Error(`${name} ended with ${code}:\n${readFileSync(logFile, 'utf8')}`)))
    const timer = setTimeout(
      () => settle(() => reject(new Error(`${name} did not tell its ${kind}.`))),
      startTimeoutMs,
    )
    child.on('message', listen).on('exit', fail)
  })
}
