import { Command } from 'commander'
import { systemClock as clock } from '../lib/clock.ts'
import { migrateDatabase } from '../storage/open-storage.ts'
import { type CommonOptions, databaseOption, jsonOption } from './options.ts'
import { printJson, printTable, say } from './output.ts'
import { withFailures } from './with-storage.ts'

/** `contactd migrate`: what every command does by itself, done on purpose. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Brings a database up to date, and tells which migrations were applied.')
    .addOption(databaseOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd migrate --database sqlite:./data/contactd.db')
    .action(migrate)
}

async function migrate({ database, json }: CommonOptions): Promise<void> {
  const migrations = await withFailures(() => migrateDatabase({ database, clock }))
  const applied = migrations.map(({ number, name }) => ({ number, name }))
  if (json) return printJson({ applied })
  if (applied.length === 0) return say('The database is up to date.')
  printTable(
    ['APPLIED', 'NAME'],
    applied.map(({ number, name }) => [String(number), name]),
  )
}
