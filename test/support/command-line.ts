import { join } from 'node:path'
import { vi } from 'vitest'
import { run } from '../../server/src/cli/program.ts'
import { temporaryFolder } from './program.ts'

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** The running command: one at a time, because they share the process's state. */
let lastRun: Promise<unknown> = Promise.resolve()

/**
 * Runs a command of contactd in this process as if in its own: starting a process takes half a second of CPU.
 * `runProgram` runs what must be a process (one that is killed, reads stdin, or runs concurrently).
 * @param options.folder the working folder; by default that of the tests.
 * @param options.env added to the environment, which has no other variables of contactd.
 */
export function runHere(
  args: readonly string[],
  options: { folder?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const outcome = lastRun.then(() => runNow(args, options))
  lastRun = outcome.catch(() => undefined)
  return outcome
}

async function runNow(
  args: readonly string[],
  { folder = process.cwd(), env = {} }: { folder?: string; env?: Record<string, string> },
): Promise<Outcome> {
  const output = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk, ...rest: unknown[]) => {
      output[name] += chunk
      const done = rest.at(-1)
      if (typeof done === 'function') process.nextTick(done as () => void)
      return true
    }),
  )
  const before = { exitCode: process.exitCode, env: { ...process.env }, folder: process.cwd() }
  const others = Object.entries(before.env).filter(([name]) => !name.startsWith('CONTACTD_'))
  process.exitCode = 0
  setEnvironment({ ...Object.fromEntries(others), ...env })
  process.chdir(folder)
  try {
    await run(['node', 'contactd', ...args])
    return { code: Number(process.exitCode), ...output }
  } finally {
    process.chdir(before.folder)
    setEnvironment(before.env)
    process.exitCode = before.exitCode
    for (const spy of spies) spy.mockRestore()
  }
}

/** In place: a `.env` file is written to the original object even if it is replaced. */
function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name]
  Object.assign(process.env, env)
}

/** `contactd`, run command by command in its own folder, on the database that `startProgram` serves there. */
export class CommandLine {
  readonly folder = temporaryFolder()
  readonly file = join(this.folder, 'contactd.db')
  readonly database: string

  /** @param database instead of the default file. */
  constructor(database?: string) {
    this.database = database ?? `sqlite:${this.file}`
  }

  /** @param env added to the environment, which names the database. */
  run(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    return runHere(args, { folder: this.folder, env: { CONTACTD_DATABASE: this.database, ...env } })
  }

  /** Runs with `--json`. @throws Error if it fails, or prints anything but one line of JSON. */
  async json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json'])
    if (code !== 0) throw new Error(`contactd ${args.join(' ')} ended with ${code}: ${stderr}`)
    if (!/^[^\n]+\n$/.test(stdout)) throw new Error(`This is not one line of JSON: ${stdout}`)
    return JSON.parse(stdout) as T
  }

  /** Creates a location. @returns its id and that of its company. */
  location(name = 'Main'): Promise<{ id: string; companyId: string }> {
    return this.json('location', 'create', '--name', name)
  }
}
