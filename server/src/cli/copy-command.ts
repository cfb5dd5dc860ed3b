import { Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import type { CopiedTable } from '../storage/copy/copy-tables.ts'
import { copyDatabase } from '../storage/copy-database.ts'
import { withoutPassword } from '../storage/database-url.ts'
import { copyProgress } from './copy-progress.ts'
import { jsonOption, withVariable } from './options.ts'
import { printJson, printTable } from './output.ts'
import { withFailures } from './with-storage.ts'

interface CopyOptions {
  from: string
  to: string
  json?: boolean
}

const checksumLength = 16

/** `contactd copy`. */
export function copyCommand(): Command {
  return new Command('copy')
    .description('Copies a database into an empty one, of either engine, while the server runs.')
    .addOption(withVariable(new Option('--from <url>', 'the database to copy').makeOptionMandatory()))
    .addOption(
      withVariable(
        new Option(
          '--to <url>',
          'an empty database, made if it is not there; or one whose copy was broken off',
        ).makeOptionMandatory(),
      ),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd copy --from sqlite:./data/contactd.db --to postgres://contactd@localhost/contactd',
    )
    .action(copy)
}

async function copy({ from, to, json }: CopyOptions): Promise<void> {
  const tables = await withProgress((watcher) => copyDatabase({ from, to, clock, ids, watcher }))
  if (json) return printJson({ from: withoutPassword(from), to: withoutPassword(to), tables })
  printTables(tables)
}

/** Runs what copies, and shows how far it is. @throws Failure */
export async function withProgress<T>(
  work: (watcher: ReturnType<typeof copyProgress>) => Promise<T>,
): Promise<T> {
  const progress = copyProgress()
  try {
    return await withFailures(() => work(progress))
  } finally {
    progress.end()
  }
}

/** The tables that were copied, and that are the same on both sides. */
export function printTables(tables: readonly CopiedTable[]): void {
  printTable(
    ['TABLE', 'ROWS', 'CHECKSUM'],
    tables.map(({ name, rows, checksum }) => [name, String(rows), checksum.slice(0, checksumLength)]),
  )
}
