import { Argument, Command, Option } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { backupDatabase } from '../storage/backup-database.ts'
import { printTables, withProgress } from './copy-progress.ts'
import { type CommonOptions, databaseOption, directUrl, jsonOption, withVariable } from './options.ts'
import { printJson } from './output.ts'

interface BackupOptions extends CommonOptions {
  force?: boolean
}

/** `contactd backup`. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('Writes a database as it is now into one file, while the server runs.')
    .addArgument(new Argument('<file>', 'the backup: a SQLite file, with the keys in it'))
    .addOption(databaseOption())
    .addOption(withVariable(new Option('--force', 'replace the file where it is there already')))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd backup /backups/contactd-2026-11-22.db')
    .action(backup)
}

async function backup(file: string, { force = false, json, ...place }: BackupOptions): Promise<void> {
  const tables = await withProgress((watcher) =>
    backupDatabase({ file, database: directUrl(place), mayReplace: force, clock, watcher }),
  )
  if (json) return printJson({ file, tables })
  printTables(tables)
}
