import { Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { copyDatabase } from '../storage/copy-database.ts'
import { withoutPassword } from '../storage/database-url.ts'
import { printTables, withProgress } from './copy-progress.ts'
import { jsonOption, withVariable } from './options.ts'
import { printJson } from './output.ts'

interface CopyOptions {
  from: string
  to: string
  json?: boolean
}

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
