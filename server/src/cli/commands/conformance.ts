import { styleText } from 'node:util'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { SpecReport } from '../../../../tools/conformance/src/check-spec.ts'
import { reportPage } from '../../../../tools/conformance/src/report-markdown.ts'
import { reportHeadings, reportRow } from '../../../../tools/conformance/src/report-rows.ts'
import { differenceLines, reportTitle } from '../../../../tools/conformance/src/report-text.ts'
import { SpecError } from '../../../../tools/conformance/src/spec-error.ts'
import { summarise, verdictOf } from '../../../../tools/conformance/src/summary.ts'
import { apiVersions } from '../../http/bounds.ts'
import { Failure } from '../failure.ts'
import { jsonOption, withVariable } from '../options.ts'
import { print, printJson, printTable } from '../output.ts'

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
      "Compares this server with HighLevel's OpenAPI files: operation by operation, what conforms and what does not.",
    )
    .addOption(
      withVariable(
        new Option('--spec <file>', 'an official OpenAPI file; repeatable')
          .makeOptionMandatory()
          .argParser(eachFile),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--api-version <version>',
          "the API version to request, if it is not the file's own",
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
  // Imported here, because loading the server takes longer than everything that the other commands do.
  const [{ checkFiles }, { startConformanceServer }] = await Promise.all([
    import('../../../../tools/conformance/src/check-files.ts'),
    import('../conformance-server.ts'),
  ])
  try {
    return await checkFiles(files, startConformanceServer, apiVersion)
  } catch (error) {
    if (error instanceof SpecError) throw new Failure(error.message, { cause: error })
    throw error
  }
}

function printReport(report: SpecReport): void {
  const summary = summarise(report)
  print(`${styled('bold', reportTitle(report))}\n\n`)
  printTable(reportHeadings, report.operations.map(reportRow))
  for (const { operationId, reason } of report.untried) print(`\n${operationId} is not tried. ${reason}\n`)
  print(
    differenceLines(summary)
      .map((line) => `${line}\n`)
      .join(''),
  )
  print(`\n${styled(report.conforms ? 'green' : 'red', verdictOf(report, summary))}\n\n`)
}

/** Styled on a terminal, unless NO_COLOR is set. */
const styled = (style: 'bold' | 'green' | 'red', text: string) =>
  styleText(style, text, { stream: process.stdout })

function eachFile(file: string, earlier: readonly string[] = []): string[] {
  if (earlier.length === maxFiles) throw new InvalidArgumentError(`At most ${maxFiles} files.`)
  return [...earlier, file]
}
