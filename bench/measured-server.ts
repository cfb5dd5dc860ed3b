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
  const { name, command, args, folder, logFile } = spec
  const child = adopt(
    spawn(command, args, {
      cwd: folder,
      env: { ...cleanEnvironment(), NODE_OPTIONS: `--import=${reporter}` },
      stdio: ['ignore', 'ignore', openSync(logFile, 'a'), 'ipc'],
    }),
  )
  const { port } = await nextMessage<{ port: number }>(child, spec)
  return {
    name,
    port,
    pid: child.pid,
    async cpuTimeUs() {
      const answer = nextMessage<{ cpu: NodeJS.CpuUsage }>(child, spec)
      child.send('usage')
      const { cpu } = await answer
      return cpu.user + cpu.system
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** The next thing that the reporter says. @throws Error when the process ends, or says nothing for 30 s. */
async function nextMessage<T>(child: ChildProcess, { name, logFile }: ServerCommand): Promise<T> {
  const waiting = new AbortController()
  const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(startTimeoutMs)])
  const exited = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${name} ended with ${code}:\n${readFileSync(logFile, 'utf8')}`)
  })
  exited.catch(() => {})
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), exited])
    return message as T
  } finally {
    waiting.abort()
  }
}
