import { styleText } from 'node:util'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { SpecReport } from '../conformance/check-spec.ts'
import { reportPage } from '../conformance/report-markdown.ts'
import { reportHeadings, reportRow } from '../conformance/report-rows.ts'
import { differenceLines, reportTitle } from '../conformance/report-text.ts'
import { SpecError } from '../conformance/spec-error.ts'
import { summarise, verdictOf } from '../conformance/summary.ts'
import { apiVersions } from '../http/version-header.ts'
import { Failure } from './failure.ts'
import { jsonOption, withVariable } from './options.ts'
import { print, printJson, printTable } from './output.ts'

interface ConformanceOptions {
  spec: string[]
  apiVersion?: string
  json?: boolean
  markdown?: boolean
}

const maxFiles = 20

/** `contactd conformance`. */
export function conformanceCommand(): Command {
  return new Command('conformance')
    .description(
      "Holds this server against OpenAPI files of HighLevel's: operation by operation, what is met and what is not.",
    )
    .addOption(
      withVariable(
        new Option('--spec <file>', 'an official OpenAPI file; can be given again')
          .makeOptionMandatory()
          .argParser(eachFile),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--api-version <version>',
          "the version to ask for, where it isn't the file's own",
        ).choices(apiVersions),
      ),
    )
    .addOption(jsonOption())
    .addOption(withVariable(new Option('--markdown', 'print a page of documentation').conflicts('json')))
    .addHelpText('after', '\nExample:\n  $ contactd conformance --spec contacts.json --spec contacts-v3.json')
    .action(conformance)
}

async function conformance({ spec, apiVersion, json, markdown }: ConformanceOptions): Promise<void> {
  const reports = await check(spec, apiVersion)
  const failed = reports.filter(({ conforms }) => !conforms)
  if (json) printJson({ conforms: failed.length === 0, files: reports })
  else if (markdown) print(reportPage(reports))
  else for (const report of reports) printReport(report)
  if (failed.length > 0) {
    throw new Failure(failed.map((report) => verdictOf(report, summarise(report))).join(' '))
  }
}

async function check(files: readonly string[], apiVersion: string | undefined): Promise<SpecReport[]> {
  // Loaded here, since loading the server takes longer than all that the other commands do.
  const { checkFiles } = await import('../conformance/check-files.ts')
  try {
    return await checkFiles(files, apiVersion)
  } catch (error) {
    if (error instanceof SpecError) throw new Failure(error.message, { cause: error })
    throw error
  }
}

function printReport(report: SpecReport): void {
  const summary = summarise(report)
  print(`${styled('bold', reportTitle(report))}\n\n`)
  printTable(reportHeadings, report.operations.map(reportRow))
  print(
    differenceLines(summary)
      .map((line) => `${line}\n`)
      .join(''),
  )
  print(`\n${styled(report.conforms ? 'green' : 'red', verdictOf(report, summary))}\n\n`)
}

/** Coloured on a terminal, unless NO_COLOR is set. */
const styled = (style: 'bold' | 'green' | 'red', text: string) =>
  styleText(style, text, { stream: process.stdout })

function eachFile(file: string, earlier: readonly string[] = []): string[] {
  if (earlier.length === maxFiles) throw new InvalidArgumentError(`At most ${maxFiles} files.`)
  return [...earlier, file]
}
