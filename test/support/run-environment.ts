import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adopt, launcher, temporaryFolder } from './program.ts'

/** The environment that `contactd run` gives to its command, and a folder from which Node.js finds the packages. */
export interface RunEnvironment {
  env: Record<string, string>
  folder: string
  stop(): Promise<unknown>
}

/** Starts `contactd run` with a command that prints its environment and waits. */
export async function startRun(args: readonly string[] = []): Promise<RunEnvironment> {
  const folder = temporaryFolder()
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  const source = 'console.log(JSON.stringify(process.env)); process.stdin.resume()'
  const child = spawn(launcher, ['run', ...args, '--', process.execPath, '-e', source], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  adopt(child)
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  return {
    env: JSON.parse(line),
    folder,
    stop() {
      const ended = once(child, 'exit')
      child.stdin.end()
      return ended
    },
  }
}
