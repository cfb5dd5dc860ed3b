import { mebibytes, numberText, spreadText, table } from '../report-text.ts'
import type { Measurement } from '../rounds.ts'
import { spreadOf } from '../statistics.ts'
import type { GrowthPlan, LoadKind, SizeResults } from './bench-growth.ts'
import { pictureOfLoads, pictureOfSearches } from './growth-pictures.ts'
import { loadNames } from './load-names.ts'
import type { TimedKind } from './measure-searches.ts'

/** The most that the aimed kinds of search may take, at the 99th percentile. */
const aimMs = 100

export interface GrowthResults {
  facts: readonly string[]
  date: string
  plan: GrowthPlan
  connections: number
  /** By size, the smallest first. */
  results: readonly SizeResults[]
}

/** The results as Markdown. */
export function reportOfGrowth({ facts, date, plan, connections, results }: GrowthResults): string {
  return [
    `Measured on ${date} with \`npm run bench -- --growth\`. Before each kind of search and each round the database file ` +
      'was read once, so that the system had it in memory.',
    facts.map((fact) => `- ${fact}`).join('\n'),
    indexTable(results),
    `Requests per second of the server's CPU: ${plan.rounds} rounds of ${plan.durationMs / 1000} s each, the sizes ` +
      `in turns, ${connections} connections. Medians, with the least and the greatest in brackets; the growth is ` +
      'the CPU time of a request with the most contacts by that with the fewest, round by round.',
    loadTable(results),
    pictureOfLoads,
    `Searches, one at a time, ${plan.queries} different ones of each kind: the median and, behind the stroke, the 99th percentile.`,
    searchTable(results),
    pictureOfSearches,
    verdict(results),
    'Four clients that get contacts, or update them, while another sends the slowest kind of search without a pause ' +
      '(any of 20 `contains` of two characters): p50 / p99 in ms.',
    besideTable(results),
  ].join('\n\n')
}

const sizeText = ({ contacts }: SizeResults) => numberText(contacts)

const indexTable = (results: readonly SizeResults[]) =>
  table(
    [
      'contacts',
      'first search answered after',
      'index written after',
      'CPU for it',
      'segments',
      'index',
      'database with it',
      'memory after all searches',
    ],
    results.map(({ index, memoryBytes, ...size }) => [
      numberText(size.contacts),
      `${numberText(index.firstAnswerMs / 1000, 1)} s`,
      `${numberText(index.madeMs / 1000, 1)} s`,
      `${numberText(index.cpuMs / 1000, 1)} s`,
      String(index.segments),
      `${mebibytes(index.sizeBytes)} MiB`,
      `${mebibytes(index.databaseBytes)} MiB`,
      memoryBytes === undefined ? 'not known' : `${mebibytes(memoryBytes)} MiB`,
    ]),
  )

function loadTable(results: readonly SizeResults[]): string {
  const kinds = Object.keys(loadNames) as LoadKind[]
  return table(
    ['request', ...results.map(sizeText), 'growth'],
    kinds.map((kind) => {
      const bySize = results.map(({ loads }) => loads.get(kind) ?? [])
      const perCpuSecond = bySize.map((rounds) =>
        spreadText(spreadOf(rounds.map((round) => round.perCpuSecond)), 0),
      )
      return [loadNames[kind], ...perCpuSecond, growthText(bySize.at(0) ?? [], bySize.at(-1) ?? [])]
    }),
  )
}

/** Round by round, so that both numbers were measured at nearly the same time. */
function growthText(fewest: readonly Measurement[], most: readonly Measurement[]): string {
  const ratios = most.flatMap((one, round) => {
    const other = fewest[round]
    return other ? [other.perCpuSecond / one.perCpuSecond] : []
  })
  return spreadText(spreadOf(ratios), 2)
}

const pairText = (first: number, second: number) => `${numberText(first, 1)} / ${numberText(second, 1)}`

function searchTable(results: readonly SizeResults[]): string {
  const largest = results.at(-1)
  const row = ({ name, isAimed }: TimedKind, at: number) => [
    isAimed ? name : `${name} (stated)`,
    ...results.map(({ searches }) => wallText(searches[at])),
    cpuText(largest?.searches[at]),
    numberText(largest?.searches[at]?.medianTotal ?? 0),
  ]
  return table(
    [
      'kind',
      ...results.map((size) => `ms, ${sizeText(size)}`),
      ...results.slice(-1).flatMap((size) => [`CPU ms, ${sizeText(size)}`, 'contacts found, median']),
    ],
    largest?.searches.map(row) ?? [],
  )
}

const wallText = (timed: TimedKind | undefined) => (timed ? pairText(timed.medianMs, timed.p99Ms) : '')
const cpuText = (timed: TimedKind | undefined) => (timed ? pairText(timed.cpuMedianMs, timed.cpuP99Ms) : '')

/** Whether the aim is met with the most contacts. */
function verdict(results: readonly SizeResults[]): string {
  const largest = results.at(-1)
  const aimed = largest?.searches.filter(({ isAimed }) => isAimed) ?? []
  const missed = (of: (timed: TimedKind) => number) =>
    aimed.filter((timed) => of(timed) > aimMs).map(({ name }) => name)
  const sentence = (by: string, names: readonly string[]) =>
    `- by ${by}: ${aimed.length - names.length} of ${aimed.length}` +
    (names.length === 0 ? '' : `; not ${names.join('; ')}`)
  return [
    `With ${largest ? sizeText(largest) : 'no'} contacts, of the kinds that are not marked these take at most ${aimMs} ms at the 99th percentile:`,
    '',
    sentence(
      'the clock',
      missed(({ p99Ms }) => p99Ms),
    ),
    sentence(
      'CPU time',
      missed(({ cpuP99Ms }) => cpuP99Ms),
    ),
  ].join('\n')
}

const besideTable = (results: readonly SizeResults[]) =>
  table(
    ['contacts', 'request', 'without searches', 'beside searches', 'a search meanwhile, median ms'],
    results.flatMap((size) =>
      size.beside.map(({ kind, alone, beside, searchMs }) => [
        sizeText(size),
        loadNames[kind],
        pairText(alone.p50Ms, alone.p99Ms),
        pairText(beside.p50Ms, beside.p99Ms),
        numberText(searchMs, 1),
      ]),
    ),
  )
