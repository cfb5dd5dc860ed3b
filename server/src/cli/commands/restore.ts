import { Argument, Command, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { restoreDatabase } from '../../storage/restore-database.ts'
import { printTables, quietOption, type TellOptions, withProgress } from '../copy-progress.ts'
import { type CommonOptions, databaseOption, directUrl, jsonOption, withVariable } from '../options.ts'

interface RestoreOptions extends CommonOptions, TellOptions {
  replace?: boolean
}

/** `contactd restore`. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('Restores a backup to an empty database, on either engine, completely or not at all.')
    .addArgument(new Argument('<file>', 'a file that `contactd backup` wrote'))
    .addOption(databaseOption('writes'))
    .addOption(withVariable(new Option('--replace', 'replace all data of the database')))
    .addOption(quietOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd restore /backups/contactd-2026-11-22.db')
    .action(restore)
}

async function restore(
  file: string,
  { replace = false, json, quiet, ...place }: RestoreOptions,
): Promise<void> {
  const tables = await withProgress({ quiet }, (watcher) =>
    restoreDatabase({ file, database: directUrl(place), mayReplace: replace, clock, watcher }),
  )
  printTables(tables, { json, quiet }, { file })
}
