import { Command, InvalidArgumentError, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { migrateDatabase } from '../../storage/open-storage.ts'
import { partitionBounds } from '../../storage/postgres/sql/partitions.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printJson, printTable, say } from '../output.ts'
import { withFailures } from '../with-storage.ts'

/** `contactd migrate`: runs the migrations that every writing command runs on its own. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Migrates a database, and lists the applied migrations.')
    .addOption(databaseOption('writes'))
    .addOption(
      withVariable(
        new Option(
          '--partitions <number>',
          'hash partitions by location, for a new PostgreSQL database',
        ).argParser(partitionCount),
      ),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExamples:
  $ contactd migrate --database sqlite:./data/contactd.db
  $ contactd migrate --database postgres://contactd@localhost/contactd --partitions 8`,
    )
    .action(migrate)
}

async function migrate({ json, ...options }: CommonOptions & { partitions?: number }): Promise<void> {
  const migrations = await withFailures(() => migrateDatabase({ ...options, clock }))
  const applied = migrations.map(({ number, name }) => ({ number, name }))
  if (json) return printJson({ applied })
  if (applied.length === 0) return say('The database is up to date.')
  printTable(
    ['APPLIED', 'NAME'],
    applied.map(({ number, name }) => [String(number), name]),
  )
}

function partitionCount(text: string): number {
  const { least, most } = partitionBounds
  if (!/^\d{1,3}$/.test(text) || Number(text) < least || Number(text) > most)
    throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`)
  return Number(text)
}
