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
import { findLocationOrFail } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, withVariable } from '../options.ts'
import { counted, say } from '../output.ts'
import { withFailures } from '../with-storage.ts'
import { writeOutput } from '../write-output.ts'

interface ExportCommandOptions extends CommonOptions, ChoiceOptions {
  location: string
  format?: ExportFormat
  vcardVersion: VcardVersion
  output?: string
}

/** `contactd contact export`. */
export function contactExportCommand(): Command {
  const command = new Command('export')
    .description('Exports contacts of a location as CSV, JSON lines or vCards.')
    .addOption(withVariable(new Option('--location <id>', 'the location').makeOptionMandatory()))
    .addOption(
      withVariable(
        new Option('--format <format>', 'the format (default: by the name of the output, else csv)').choices(
          exportFormats,
        ),
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
      `\nExample:\n  $ contactd contact export --location ve9EPM428h8vShlRW1KT --output vip.csv --filters '[{"field": "tags", "operator": "eq", "value": "vip"}]'`,
    )
    .action(exportFile)
}

async function exportFile(options: ExportCommandOptions): Promise<void> {
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
  if (output !== undefined) say(`${output}: ${counted(written, 'contact')}.`)
}

const quiet = { begin: () => undefined, advance: () => undefined, end: () => undefined }

const extensions: Readonly<Record<string, ExportFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.vcf': 'vcf',
}
const formatOf = (output = ''): ExportFormat => extensions[extname(output).toLowerCase()] ?? 'csv'
