import { Command, InvalidArgumentError, Option } from 'commander'
import { systemClock as clock } from '../../lib/clock.ts'
import { migrateDatabase } from '../../storage/open-storage.ts'
import { shardBounds } from '../../storage/postgres/shards/distribution-steps.ts'
import { partitionBounds } from '../../storage/postgres/sql/partitions.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printJson, printTable, say } from '../output.ts'
import { withFailures } from '../with-storage.ts'
import { distribute } from './migrate-distribute.ts'

interface MigrateOptions extends CommonOptions {
  partitions?: number
  distribute?: number
  dryRun?: boolean
}

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
    .addOption(
      withVariable(
        new Option(
          '--distribute <shards>',
          'distribute a PostgreSQL database by location, over the workers of its Citus cluster',
        )
          .argParser(shardCount)
          .conflicts('partitions'),
      ),
    )
    .addOption(
      withVariable(new Option('--dry-run', 'with --distribute: say what it would do, and change nothing')),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExamples:
  $ contactd migrate --database sqlite:./data/contactd.db
  $ contactd migrate --database postgres://contactd@localhost/contactd --partitions 8
  $ contactd migrate --database postgres://contactd@coordinator/contactd --distribute 32 --dry-run`,
    )
    .action(migrate)
}

async function migrate(
  { json = false, distribute: shards, dryRun = false, ...options }: MigrateOptions,
  command: Command,
): Promise<void> {
  if (shards !== undefined) return distribute({ ...options, json, distribute: shards, dryRun })
  if (dryRun) command.error('error: --dry-run is for --distribute', { exitCode: 2 })
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

function shardCount(text: string): number {
  const { least, most } = shardBounds
  if (!/^\d{1,4}$/.test(text) || Number(text) < least || Number(text) > most)
    throw new InvalidArgumentError(
      `It is a whole number from ${least} to ${most}: several for each worker that the cluster will have, since shards are moved whole, and each has a copy of every table.`,
    )
  return Number(text)
}
