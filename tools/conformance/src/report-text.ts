import type { SpecReport } from './check-spec.ts'
import { type Difference, operationWords, type Summary } from './summary.ts'

/** The lines below the table: the differences with their reasons, those without, and the stale ones. */
export function differenceLines({ explained, unexplained, stale }: Summary): string[] {
  return [
    ...section(
      'Known differences',
      explained.flatMap(({ reason, differences }) => [
        `- ${reason}`,
        ...differences.map((one) => `    ${differenceLine(one)}`),
      ]),
    ),
    ...section(
      'Known, and no longer found',
      stale.map((one) => `- ${one}`),
    ),
    ...section(
      'Unexplained differences',
      unexplained.map((one) => `- ${differenceLine(one)}`),
    ),
  ]
}

const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? ['', title, ...lines] : [])

function differenceLine({ kind, places, detail, operations }: Difference): string {
  const named = places.map(({ place, shown }) => (shown === undefined ? place : `${place} (${shown})`))
  const where = operations.length > 0 ? ` (${operationWords(operations)})` : ''
  return `${kind}: ${named.join(', ')}: ${detail}${where}`
}

/** The line above the table. */
export const reportTitle = ({ file, title, version }: SpecReport) => `${file}: ${title}, Version ${version}`
