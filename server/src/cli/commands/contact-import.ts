import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import {
  type DateOrder,
  dateOrders,
  type ImportFormat,
  type ImportMode,
  importFormats,
  importModes,
} from '../../import/import-choices.ts'
import type { ImportContext, ImportOptions } from '../../import/import-contacts.ts'
import type { Mapping } from '../../import/mapping/parse-mapping.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { openExisting } from '../../storage/open-storage.ts'
import { countryValue } from '../argument-parsers.ts'
import { Failure } from '../failure.ts'
import { findLocationOrFail } from '../find-or-fail.ts'
import { importProgress } from '../import-progress.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { counted, printJson, say } from '../output.ts'
import { withFailures, withStorage } from '../with-storage.ts'

interface ImportCommandOptions extends CommonOptions {
  location: string
  map?: string
  dryRun?: boolean
  rejects?: string
  mode: ImportMode
  strict?: boolean
  format?: ImportFormat
  dateOrder?: DateOrder
  country?: string
  createFields?: boolean
  events?: boolean
}

/** `contactd contact import`. */
export function contactImportCommand(): Command {
  const option = (flags: string, description: string) => new Option(flags, description)
  return new Command('import')
    .description('Imports a file of contacts into a location: CSV, JSON lines or vCards.')
    .argument('<file>', 'the file, in the form in which an address book or another system exports it')
    .addOption(withVariable(option('--location <id>', 'the location').makeOptionMandatory()))
    .addOption(
      withVariable(
        option('--map <mapping>', 'what columns mean: JSON, or a file of it; other columns are guessed'),
      ),
    )
    .addOption(withVariable(option('--dry-run', 'say what would change, and change nothing')))
    .addOption(withVariable(option('--rejects <file>', 'write the refused rows there, each with its reason')))
    .addOption(
      withVariable(option('--mode <mode>', 'what rows may do').choices(importModes).default('upsert')),
    )
    .addOption(
      withVariable(option('--strict', 'refuse a row for a bad field, and end with 1 if one was refused')),
    )
    .addOption(
      withVariable(
        option('--format <format>', "the format, if the file's name does not tell it").choices(importFormats),
      ),
    )
    .addOption(
      withVariable(
        option('--date-order <order>', 'of 3/5/1990: day first or month first').choices(dateOrders),
      ),
    )
    .addOption(
      withVariable(
        option(
          '--country <code>',
          "the country of phones without + in rows without one (default: the location's)",
        ).argParser(countryValue),
        'contact import',
      ),
    )
    .addOption(
      withVariable(
        option('--create-fields', 'make a custom field for each column that is none of a contact'),
      ),
    )
    .addOption(withVariable(option('--events', 'tell webhooks of each contact'), 'contact import'))
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ contactd contact import contacts.csv --location ve9EPM428h8vShlRW1KT --rejects rejected.csv --map '{"Plan": "customField:plan", "Internal no.": "skip"}'`,
    )
    .action(importFile)
}

async function importFile(file: string, options: ImportCommandOptions): Promise<void> {
  if (options.rejects !== undefined && resolve(options.rejects) === resolve(file))
    throw new Failure('The refused rows would overwrite the file: name another with --rejects.')
  refuseStream(file)
  const spec: ImportOptions = {
    file,
    locationId: options.location,
    format: options.format,
    mapping: options.map === undefined ? undefined : await readMapping(options.map),
    mode: options.mode,
    strict: options.strict ?? false,
    createFields: options.createFields ?? false,
    events: options.events ?? false,
    dateOrder: options.dateOrder,
    country: options.country,
    rejects: options.rejects,
  }
  const counts = await (options.dryRun ? preview(options, spec) : write(options, spec))
  const { rows, created, updated, unchanged, rejected, warnings } = counts
  if (options.json) printJson(counts)
  else
    say(
      `${options.dryRun ? 'Nothing was written. An import would have: ' : ''}${counted(rows, 'row')}, ${created} new, ${updated} updated, ${unchanged} unchanged, ${rejected} refused; ${counted(warnings, 'warning')}.`,
    )
  if (options.strict && rejected > 0) process.exitCode = 1
}

/** Stdin and pipes can be read once alone. */
function refuseStream(file: string): void {
  const found = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false })
  if (file !== '-' && (found === undefined || found.isFile() || found.isDirectory())) return
  throw new Failure(
    'An import reads its file several times, which stdin and pipes can not: save it as a file, and import that.',
  )
}

const write = (options: ImportCommandOptions, spec: ImportOptions) =>
  withStorage(options, (storage) => inLocation({ storage, clock, ids }, spec))

/** Only reads, so that nothing can be written. */
const preview = (options: ImportCommandOptions, spec: ImportOptions) =>
  withFailures(async () => {
    const reader = await openExisting({ ...options, clock })
    try {
      await sayColumns(spec)
      return await inLocation({ reader, clock, ids }, spec)
    } finally {
      await reader.close()
    }
  })

/** What the columns of a CSV file are taken for. */
async function sayColumns({ file, format, mapping }: ImportOptions): Promise<void> {
  const { describeColumns } = await import('../../import/describe-columns.ts')
  const columns = await describeColumns(file, format, mapping)
  const meanings = columns.map(({ name, means }) => `${name} → ${means ?? 'what the system means by it'}`)
  if (meanings.length > 0) say(`Columns: ${meanings.join(', ')}.`)
}

async function inLocation(context: ImportContext, spec: ImportOptions) {
  const store = 'storage' in context ? context.storage : context.reader
  await store.read((tx) => findLocationOrFail(tx, spec.locationId))
  // Other commands start without it.
  const { importContacts } = await import('../../import/import-contacts.ts')
  const progress = importProgress(process.stderr)
  try {
    return await importContacts(context, spec, progress)
  } finally {
    progress.end()
  }
}

/** @param text JSON, or the name of a file with it. */
async function readMapping(text: string): Promise<Mapping> {
  const { parseMapping } = await import('../../import/mapping/parse-mapping.ts')
  const isInline = text.trimStart().startsWith('{')
  if (!isInline && !existsSync(text)) throw new Failure(`The mapping ${text} is neither JSON nor a file.`)
  return parseMapping(isInline ? text : readFileSync(text, 'utf8').replace(/^\ufeff/, ''))
}
