import { type Aim, type Figure, least, ratioFigure } from '../figures.ts'
import { numberText, spreadText, table } from '../report-text.ts'
import { spreadOf } from '../statistics.ts'
import type { PostgresLoad, PostgresMeasurement, PostgresResults, PostgresRow } from './bench-postgres.ts'
import { names } from './subjects.ts'

/** The rows of PostgreSQL as Markdown. */
export const postgresSection = ({ facts, rows }: PostgresResults): string =>
  [
    'On PostgreSQL, with the CPU of each part in cores (1 is one core the whole time):',
    facts.map((fact) => `- ${fact}`).join('\n'),
    table(
      [
        'what',
        'load',
        'per second',
        'per second of CPU',
        'node',
        'PostgreSQL',
        'load generator',
        'p50 ms',
        'p99 ms',
      ],
      rows.map(rowCells),
    ),
  ].join('\n\n')

function rowCells({ name, load, measurements }: PostgresRow): string[] {
  const column = (of: (one: PostgresMeasurement) => number | undefined, digits: number) => {
    const values = measurements.flatMap((one) => of(one) ?? [])
    return values.length === 0 ? '' : spreadText(spreadOf(values), digits)
  }
  const median = (of: (one: PostgresMeasurement) => number) => spreadOf(measurements.map(of)).median
  return [
    name,
    load,
    column((one) => one.perSecond, 0),
    column(perCpuSecond, 0),
    ...(['node', 'postgres', 'load'] as const).map((part) =>
      numberText(
        median(({ cpu }) => cpu[part]),
        2,
      ),
    ),
    column((one) => one.p50Ms, 1),
    column((one) => one.p99Ms, 1),
  ]
}

/** Of all parts together. */
const perCpuSecond = ({ perSecond, cpu }: PostgresMeasurement) =>
  perSecond / (cpu.node + cpu.postgres + cpu.load)

/** What is aimed at. */
export function postgresFigures({ rows }: PostgresResults): Figure[] {
  const alone = rows[0]?.name ?? ''
  const ratio = (
    what: string,
    load: PostgresLoad,
    [our, their]: readonly [string, string],
    of: (one: PostgresMeasurement) => number,
    aim?: Aim,
  ): Figure[] => {
    const measuredOf = (name: string) =>
      rows.find((row) => row.name === name && row.load === load)?.measurements ?? []
    return ratioFigure(what, { ours: measuredOf(our), theirs: measuredOf(their), of, ...(aim && { aim }) })
  }
  const perSecond = (one: PostgresMeasurement) => one.perSecond
  const { one, two } = names
  return [
    ...ratio(`PostgreSQL, update : ${alone}, per second`, 'update', [one, alone], perSecond, least(0.8)),
    ...ratio('the same, per second of CPU of all parts', 'update', [one, alone], perCpuSecond),
    ...ratio('PostgreSQL, two workers : one, updates per second', 'update', [two, one], perSecond),
    ...ratio('PostgreSQL, two workers : one, gets per second', 'get', [two, one], perSecond),
  ]
}
