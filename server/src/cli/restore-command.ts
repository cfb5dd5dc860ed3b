import { Argument, Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { restoreDatabase } from '../storage/restore-database.ts'
import { printTables, withProgress } from './copy-progress.ts'
import { type CommonOptions, databaseOption, directUrl, jsonOption, withVariable } from './options.ts'
import { printJson } from './output.ts'

interface RestoreOptions extends CommonOptions {
  replace?: boolean
}

/** `contactd restore`. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('Brings a backup into an empty database, of either engine: all of it or none.')
    .addArgument(new Argument('<file>', 'what `contactd backup` wrote'))
    .addOption(databaseOption())
    .addOption(withVariable(new Option('--replace', 'put it in the place of all that the database holds')))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd restore /backups/contactd-2026-11-22.db')
    .action(restore)
}

async function restore(file: string, { replace = false, json, ...place }: RestoreOptions): Promise<void> {
  const tables = await withProgress((watcher) =>
    restoreDatabase({ file, database: directUrl(place), mayReplace: replace, clock, watcher }),
  )
  if (json) return printJson({ file, tables })
  printTables(tables)
}
