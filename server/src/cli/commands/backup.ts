import { Argument, Command, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { backupDatabase } from '../../storage/backup-database.ts'
import { printTables, quietOption, type TellOptions, withProgress } from '../copy-progress.ts'
import { type CommonOptions, databaseOption, directUrl, jsonOption, withVariable } from '../options.ts'

interface BackupOptions extends CommonOptions, TellOptions {
  force?: boolean
}

/** `contactd backup`. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('Backs up a database to one file, while the server runs.')
    .addArgument(new Argument('<file>', 'the backup: a SQLite file, with the keys in it'))
    .addOption(databaseOption('reads'))
    .addOption(withVariable(new Option('--force', 'replace an existing file')))
    .addOption(quietOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd backup /backups/contactd-2026-11-22.db')
    .action(backup)
}

async function backup(file: string, { force = false, json, quiet, ...place }: BackupOptions): Promise<void> {
  const tables = await withProgress({ quiet }, (watcher) =>
    backupDatabase({ file, database: directUrl(place), mayReplace: force, clock, watcher }),
  )
  printTables(tables, { json, quiet }, { file })
}
