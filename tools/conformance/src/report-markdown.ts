import type { SpecReport } from './check-spec.ts'
import { reportHeadings, reportRow } from './report-rows.ts'
import { type Difference, type Explained, operationWords, summarise, verdictOf } from './summary.ts'

const introduction = `# Comparison with HighLevel's OpenAPI files

\`contactd conformance --markdown\` generates this page. Anyone with HighLevel's published OpenAPI files can run it. The command
sends requests to the server that it is part of. The requests are generated from the schemas of the files: those that a file
allows, and those that it does not. The command validates every response against the schemas. The page lists all differences with
their reasons. The command fails on a difference without a reason, and on a known difference that no longer occurs.

In the tables, *properties* counts the properties of body and query that were accepted, out of those that the file names.
*Answers* counts the parts of responses that match the schemas, out of those with a schema. These are the kinds of differences:

- **refused**: contactd refuses a request that the file allows
- **accepted**: contactd accepts a request that the file does not allow
- **answer**: a response does not match its schema
- **altered**: a value that was sent is returned differently
- **extra**: a response has a property that the file does not name
- **missing**: no response has a property that the file names
- **status**: a status is not declared in the file
- **scope**: the scope is not the file's
- **mistake**: the file contradicts its own example
- **omission**: the file does not describe something
`

/** Formats the reports as a documentation page. It names the parts of the files but quotes nothing. */
export const reportPage = (reports: readonly SpecReport[]): string =>
  [introduction, ...reports.map(reportSection)].join('\n')

function reportSection(report: SpecReport): string {
  const summary = summarise(report)
  const lines = [
    `## ${report.title}, Version ${report.version}`,
    '',
    verdictOf(report, summary),
    '',
    ...(report.operations.length > 0
      ? [...table(reportHeadings.map(sentenceCase), report.operations.map(reportRow)), '']
      : []),
    ...report.untried.flatMap(({ operationId, reason }) => [
      `\`${operationId}\` is not tried. ${reason}`,
      '',
    ]),
    ...summary.explained.flatMap(explainedLines),
    ...(summary.unexplained.length > 0 ? ['### Unexplained', '', ...summary.unexplained.map(item), ''] : []),
    ...(summary.stale.length > 0 ? ['### Stale', '', ...summary.stale.map((one) => `- ${one}`), ''] : []),
  ]
  return lines.join('\n')
}

const table = (headings: readonly string[], rows: readonly string[][]) =>
  [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)

const sentenceCase = (heading: string) => `${heading.slice(0, 1)}${heading.slice(1).toLowerCase()}`

const explainedLines = ({ reason, differences }: Explained) => [
  `**${reason}**`,
  '',
  ...differences.map(item),
  '',
]

function item({ kind, places, detail, operations }: Difference): string {
  const named = places.map(({ place }) => `\`${place}\``)
  const where = operations.length > 0 ? ` (${operationWords(operations)})` : ''
  return `- ${kind}: ${named.join(', ')}: ${detail}${where}`
}
