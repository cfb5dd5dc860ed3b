import type { SpecReport } from './check-spec.ts'
import { reportHeadings, reportRow } from './report-rows.ts'
import { type Difference, type Explained, operationWords, summarise, verdictOf } from './summary.ts'

const introduction = `# Held against HighLevel's own files

Made by \`contactd conformance --markdown\`, which anyone who has HighLevel's published OpenAPI files can run. It drives the
server that it is part of: each operation with requests made from the file's schemas, those that the file allows and those
that it doesn't, and checks each answer by the file's schemas. What differs stands here with its reason; a difference without
one, or one that is known and no longer occurs, fails it.

*Properties* are those of the body and the query that were accepted, of those that the file names; *answers* those that the
file's schemas take, of those that it has a schema for. A difference is a request **refused** that the file allows, or
**accepted** that it doesn't; an **answer** that its schema doesn't take; what was sent and comes back **altered**; an
**extra** property in an answer, or one **missing** from all of them; a **status** that isn't declared; a **scope** that isn't
the file's; a **mistake** of the file, which contradicts its own example; or an **omission**, where the file doesn't say.
`

/** The reports as a page of documentation. It names what is in the files, and quotes nothing of them. */
export const reportPage = (reports: readonly SpecReport[]): string =>
  [introduction, ...reports.map(reportSection)].join('\n')

function reportSection(report: SpecReport): string {
  const summary = summarise(report)
  const lines = [
    `## ${report.title}, Version ${report.version}`,
    '',
    verdictOf(report, summary),
    '',
    ...table(reportHeadings.map(sentenceCase), report.operations.map(reportRow)),
    '',
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
