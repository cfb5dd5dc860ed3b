import { extname } from 'node:path'
import { Command, Option } from 'commander'
import {
  type ExportFormat,
  exportFormats,
  type VcardVersion,
  vcardVersions,
} from '../../export/export-choices.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { openExisting } from '../../storage/open-storage.ts'
import { type ChoiceOptions, choiceOptions } from '../contact-options.ts'
import { progressBar } from '../copy-progress.ts'
import { Failure } from '../failure.ts'
import { findContactHomeOrFail, findLocationOrFail } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, withVariable } from '../options.ts'
import { counted, say } from '../output.ts'
import { withFailures } from '../with-storage.ts'
import { writeOutput } from '../write-output.ts'

interface ExportCommandOptions extends CommonOptions, ChoiceOptions {
  location?: string
  all?: boolean
  format?: ExportFormat
  vcardVersion: VcardVersion
  output?: string
}

/** `contactd contact export`. */
export function contactExportCommand(): Command {
  const command = new Command('export')
    .description(
      'Exports contacts of a location as CSV, JSON lines or vCards; or with --all everything about one person.',
    )
    .argument('[id]', 'the contact, with --all')
    .addOption(
      withVariable(new Option('--location <id>', 'the location; with --all, only if several have the id')),
    )
    .addOption(
      withVariable(
        new Option('--all', 'one JSON document with the contact, its records, files, events and deliveries'),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--format <format>',
          'the format (default: by the name of the output; csv without one)',
        ).choices(exportFormats),
      ),
    )
    .addOption(
      withVariable(
        new Option('--output <file>', 'the file, which is replaced once all is written (default: stdout)'),
      ),
    )
    .addOption(
      withVariable(
        new Option('--vcard-version <version>', 'the version of vCards')
          .choices(vcardVersions)
          .default('3.0'),
      ),
    )
  for (const option of choiceOptions()) command.addOption(option)
  return command
    .addOption(databaseOption('reads'))
    .addHelpText(
      'after',
      `\nExamples:\n  $ contactd contact export --location ve9EPM428h8vShlRW1KT --output vip.csv --filters '[{"field": "tags", "operator": "eq", "value": "vip"}]'\n  $ contactd contact export ocQHyuzHvysMo5N5VsXc --all --output person.json`,
    )
    .action(run)
}

async function run(id: string | undefined, options: ExportCommandOptions, command: Command): Promise<void> {
  const refuse = (sentence: string) => command.error(`error: ${sentence}`, { exitCode: 2 })
  if (options.all !== (id !== undefined || undefined))
    refuse('--all needs the id of a contact, and an id needs --all')
  if (id !== undefined) return exportOne(id, options)
  const { location } = options
  if (location === undefined) return refuse("required option '--location <id>' not specified")
  return exportFile({ ...options, location })
}

async function exportOne(id: string, options: ExportCommandOptions): Promise<void> {
  const { output } = options
  await withFailures(async () => {
    const reader = await openExisting({ ...options, clock })
    try {
      const locationId = await reader.read((tx) => findContactHomeOrFail(tx, id, options.location))
      // Other commands start without it.
      const { exportPerson } = await import('../../export/export-person.ts')
      await writeOutput(output, (write) => exportPerson(reader, { locationId, contactId: id }, write))
    } finally {
      await reader.close()
    }
  })
  if (output !== undefined) say(`${output}: the contact ${id} and all that belongs to it.`)
}

async function exportFile(options: ExportCommandOptions & { location: string }): Promise<void> {
  const { location: locationId, output, query, filters, vcardVersion } = options
  const format = options.format ?? formatOf(output)
  const isShown = output !== undefined && process.stderr.isTTY
  const progress = isShown ? progressBar(process.stderr, 'of contacts written') : quiet
  const written = await withFailures(async () => {
    const reader = await openExisting({ ...options, clock })
    try {
      await reader.read((tx) => findLocationOrFail(tx, locationId))
      // Other commands start without it.
      const { exportContacts } = await import('../../export/export-contacts.ts')
      const spec = { locationId, format, vcardVersion, query, filters }
      return await writeOutput(output, (write) => exportContacts(reader, spec, write, progress))
    } finally {
      progress.end()
      await reader.close()
    }
  })
  if (output !== undefined) say(`${output}: ${counted(written ?? 0, 'contact')}.`)
}

const quiet = { begin: () => undefined, advance: () => undefined, end: () => undefined }

const extensions: Readonly<Record<string, ExportFormat>> = {
  '': 'csv',
  '.csv': 'csv',
  '.txt': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.vcf': 'vcf',
}

function formatOf(output = ''): ExportFormat {
  const format = extensions[extname(output).toLowerCase()]
  if (format !== undefined) return format
  throw new Failure(`The name of ${output} does not tell its format: add --format csv, jsonl or vcf.`)
}
