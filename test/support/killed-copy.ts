import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CommandLine } from './command-line.ts'
import { inFile } from './filled-database.ts'
import { adopt, launcher, temporaryFolder } from './program.ts'
import { until } from './until.ts'

/** Enough to kill a copy before it is finished. */
const manyContacts = 40_000

/** A SQLite database that takes a while to copy. */
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

/** Runs contactd, and kills it with -9 once it has copied a table. @throws Error if it ends before. */
export async function killAt(table: string, args: readonly string[]): Promise<void> {
  const child = spawn(launcher, args, { cwd: temporaryFolder(), stdio: ['ignore', 'ignore', 'pipe'] })
  adopt(child)
  const ended = once(child, 'exit')
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  await until(() => stderr.includes(`${table}: `))
  child.kill('SIGKILL')
  const [code, signal] = await ended
  if (signal !== 'SIGKILL') throw new Error(`contactd ended with ${code} before it was killed:\n${stderr}`)
}
