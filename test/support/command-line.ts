import { join } from 'node:path'
import { runProgram, temporaryFolder } from './program.ts'

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** `contactd`, run command by command in a folder of its own, on the database that `startProgram` serves there. */
export class CommandLine {
  readonly folder = temporaryFolder()
  readonly file = join(this.folder, 'contactd.db')
  readonly database: string

  /** @param database another than the file. */
  constructor(database?: string) {
    this.database = database ?? `sqlite:${this.file}`
  }

  /** @param env laid over the environment, which names the database. */
  run(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    return runProgram(args, { folder: this.folder, env: { CONTACTD_DATABASE: this.database, ...env } })
  }

  /** Runs with `--json`. @throws Error where it fails, or prints anything but one line of JSON. */
  async json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json'])
    if (code !== 0) throw new Error(`contactd ${args.join(' ')} ended with ${code}: ${stderr}`)
    if (!/^[^\n]+\n$/.test(stdout)) throw new Error(`This is not one line of JSON: ${stdout}`)
    return JSON.parse(stdout) as T
  }

  /** Makes a location. @returns its id, and that of its company. */
  location(name = 'Main'): Promise<{ id: string; companyId: string }> {
    return this.json('location', 'create', '--name', name)
  }
}
