import type { MemoryProfile } from './memory.ts'
import { mebibytes, spreadText, table } from './report-text.ts'
import type { Measurement } from './rounds.ts'
import { type Spread, spreadOf } from './statistics.ts'

/** Everything that one run measured. */
export interface Results {
  facts: readonly string[]
  date: string
  plan: { rounds: number; connections: number; durationMs: number; contacts: number }
  /** A measurement a round, in the order in which they are to be shown. */
  servers: readonly { name: string; measurements: readonly Measurement[] }[]
  ratios: readonly Ratio[]
  start: Spread
  demoStart: Spread
  memory: MemoryProfile | undefined
  /** What was left out, and why. */
  omissions: readonly string[]
}

/** What is aimed at, as one number a round. */
export interface Ratio {
  what: string
  aim: string
  values: readonly number[]
}

/** The results as Markdown. */
export function reportOf(results: Results): string {
  const { plan, servers, ratios, facts, date, omissions } = results
  return [
    `Measured on ${date} with \`npm run bench\`: ${plan.rounds} rounds of ${plan.durationMs / 1000} s each, in turns, ` +
      `${plan.connections} connections, ${plan.contacts.toLocaleString('en-US')} contacts. Medians, with the least and the greatest in brackets.`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    table(
      [
        'server',
        'requests/s',
        'requests/s of server CPU',
        'p50 ms',
        'p99 ms',
        'longest ms',
        'bytes of an answer',
      ],
      servers.map(({ name, measurements }) => serverRow(name, measurements)),
    ),
    table(
      ['ratio', 'measured', 'aim'],
      ratios.map(({ what, aim, values }) => [what, spreadText(spreadOf(values), 2), aim]),
    ),
    table(['start and memory', 'measured', 'aim'], [...startRows(results), ...memoryRows(results)]),
    ...omissions,
  ].join('\n\n')
}

function serverRow(name: string, measurements: readonly Measurement[]): string[] {
  const column = (of: (measurement: Measurement) => number, digits: number) =>
    spreadText(spreadOf(measurements.map(of)), digits)
  return [
    name,
    column((one) => one.perSecond, 0),
    column((one) => one.perCpuSecond, 0),
    column((one) => one.p50Ms, 1),
    column((one) => one.p99Ms, 1),
    Math.max(...measurements.map((one) => one.maxMs)).toFixed(0),
    spreadOf(measurements.map((one) => one.responseBytes)).median.toFixed(0),
  ]
}

const startRows = ({ start, demoStart, plan }: Results) => [
  [
    `start to the first answer, ${plan.contacts.toLocaleString('en-US')} contacts`,
    `${spreadText(start, 0)} ms`,
    '≤ 500 ms',
  ],
  ['start to the first answer, new `--demo`', `${spreadText(demoStart, 0)} ms`, '≤ 500 ms'],
]

function memoryRows({ memory }: Results): string[][] {
  if (memory === undefined) return []
  const row = (what: string, use: MemoryProfile[keyof MemoryProfile], aim: string) => [
    what,
    `${mebibytes(use.residentBytes)} MiB (${mebibytes(use.anonymousBytes)} without mapped files)`,
    aim,
  ]
  return [
    row('memory after the first start', memory.afterStart, ''),
    row('memory at rest, 10 s later', memory.atRest, '≤ 105 MiB (110 MB)'),
    row('memory under load, at most', memory.underLoad, '≤ 286 MiB (300 MB) without mapped files'),
  ]
}
