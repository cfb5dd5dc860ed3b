import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { adopt, cleanEnvironment } from './workspace.ts'

const startTimeoutMs = 30_000
const reporter = new URL('process-reporter.ts', import.meta.url).href

/** How to start a server. It listens on 127.0.0.1, on any port that it likes. */
export interface ServerCommand {
  name: string
  command: string
  args: readonly string[]
  folder: string
  /** Beside the environment of the benchmark. */
  environment?: Readonly<Record<string, string>>
  /** Takes its stderr: the log. */
  logFile: string
}

/** A server in a process of its own, whose CPU time can be asked for. */
export interface MeasuredServer {
  name: string
  port: number
  pid: number | undefined
  /** CPU time of the process so far, in microseconds, its threads included. */
  cpuTimeUs(): Promise<number>
  stop(): Promise<void>
}

/** @throws Error when it does not listen within 30 s. */
export async function startServer(spec: ServerCommand): Promise<MeasuredServer> {
  const { name, command, args, folder, environment, logFile } = spec
  const child = adopt(
    spawn(command, args, {
      cwd: folder,
      env: { ...cleanEnvironment(), ...environment, NODE_OPTIONS: `--import=${reporter}` },
      stdio: ['ignore', 'ignore', openSync(logFile, 'a'), 'ipc'],
    }),
  )
  const port = await nextReport(child, spec, 'port')
  return {
    name,
    port,
    pid: child.pid,
    async cpuTimeUs() {
      const answer = nextReport(child, spec, 'cpu')
      child.send('usage')
      const { user, system } = await answer
      return user + system
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** What the reporter says. Servers may say things of their own over the same channel. */
interface Report {
  port: number
  cpu: NodeJS.CpuUsage
}

/** The next report of a kind. @throws Error when the process ends, or doesn't say it for 30 s. */
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
