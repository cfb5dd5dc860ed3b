import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll } from 'vitest'
import { CommandLine } from './command-line.ts'
import { inFile } from './filled-database.ts'
import { launcher, temporaryFolder } from './program.ts'
import { until } from './until.ts'

/** Enough that a copy is not done with them before it is killed. */
const manyContacts = 40_000

const running = new Set<() => void>()
afterAll(() => {
  for (const kill of running) kill()
})

/** A SQLite database whose contacts take a copy a while. */
export async function largeDatabase(): Promise<CommandLine> {
  const contactd = new CommandLine()
  const { id } = await contactd.location()
  inFile(contactd.file, (database) =>
    database
      .prepare(
        `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
         INSERT INTO contacts (location_id, id, date_added, date_updated, document)
         SELECT ?, 'contact' || n, n, n, '{"firstName":"' || n || '"}' FROM numbers`,
      )
      .run(manyContacts, id),
  )
  return contactd
}

/** Runs contactd, and kills it with -9 when it has copied a table. @throws Error where it ends before. */
export async function killAt(table: string, args: readonly string[]): Promise<void> {
  const child = spawn(launcher, args, { cwd: temporaryFolder(), stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = () => void child.kill('SIGKILL')
  running.add(kill)
  const ended = once(child, 'exit')
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  await until(() => stderr.includes(`${table}: `))
  kill()
  const [code, signal] = await ended
  running.delete(kill)
  if (signal !== 'SIGKILL') throw new Error(`contactd ended with ${code} before it was killed:\n${stderr}`)
}
