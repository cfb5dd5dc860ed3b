import { Command } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { copyDatabase } from '../../storage/copy-database.ts'
import { withoutPassword } from '../../storage/database-url.ts'
import { printTables, quietOption, type TellOptions, withProgress } from '../copy-progress.ts'
import { DatabaseOption, jsonOption } from '../options.ts'

interface CopyOptions extends TellOptions {
  from: string
  to: string
}

/** `contactd copy`. */
export function copyCommand(): Command {
  return new Command('copy')
    .description('Copies a database to an empty one, on either engine, while the server runs.')
    .addOption(new DatabaseOption('--from <url>', 'the database to copy', 'reads').makeOptionMandatory())
    .addOption(
      new DatabaseOption(
        '--to <url>',
        'an empty database (created if missing), or one with an unfinished copy',
        'writes',
      ).makeOptionMandatory(),
    )
    .addOption(quietOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd copy --from sqlite:./data/contactd.db --to postgres://contactd@localhost/contactd',
    )
    .action(copy)
}

async function copy({ from, to, json, quiet }: CopyOptions): Promise<void> {
  const tables = await withProgress({ quiet }, (watcher) => copyDatabase({ from, to, clock, ids, watcher }))
  printTables(tables, { json, quiet }, { from: withoutPassword(from), to: withoutPassword(to) })
}
