import { barChart, factorChart } from './charts/bar-chart.ts'
import type { Look } from './charts/svg.ts'
import { type Figure, figureCells, shareOfAim } from './figures.ts'
import { numberText, spreadText, table } from './report-text.ts'
import type { Measurement } from './rounds.ts'
import { spreadOf } from './statistics.ts'

/** A server, and what it did in its rounds. */
export interface ServerResults {
  name: string
  /** What it is: contactd, a limit of what can be had, or someone else's. */
  look: Extract<Look, 'own' | 'limit' | 'other'>
  measurements: readonly Measurement[]
}

/** Everything that one run measured. */
export interface Results {
  facts: readonly string[]
  date: string
  plan: { rounds: number; connections: number; durationMs: number; contacts: number }
  updates: readonly ServerResults[]
  gets: readonly ServerResults[]
  figures: readonly Figure[]
  /** What else was measured, each a part of the page. */
  sections: readonly string[]
  /** What was left out, and why. */
  omissions: readonly string[]
}

/** Files below docs/images, by name. */
export type Pictures = ReadonlyMap<string, string>

const requestsPicture = 'performance-requests.svg'
const aimsPicture = 'performance-aims.svg'

/** The results as Markdown. */
export function reportOf({
  plan,
  updates,
  gets,
  figures,
  facts,
  date,
  sections,
  omissions,
}: Results): string {
  const { rounds, durationMs, connections, contacts } = plan
  return [
    `Measured on ${date} with \`npm run bench\`: ${rounds} rounds of ${durationMs / 1000} s each, in turns, ` +
      `${connections} connections, ${numberText(contacts)} contacts. Medians, with the least and the greatest in brackets.`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    `![Updates per second of server CPU](images/${requestsPicture})`,
    'Updates:',
    serverTable(updates),
    'Gets by id:',
    serverTable(gets),
    `![What was measured, in aims](images/${aimsPicture})`,
    table(['what', 'measured', 'aim', ''], figures.map(figureCells)),
    ...sections,
    ...omissions,
  ].join('\n\n')
}

/** The results as pictures, to which the Markdown refers. */
export function picturesOf({ updates, figures }: Results): Pictures {
  const bars = updates.map(({ name, look, measurements }) => {
    const value = spreadOf(measurements.map((one) => one.perCpuSecond)).median
    return { label: name, value, shown: numberText(value, value < 10 ? 1 : 0), look }
  })
  const aims = figures.flatMap((figure) => {
    if (!figure.aim) return []
    const value = shareOfAim(figure, figure.aim)
    const look: Look = value >= 1 ? 'met' : 'missed'
    return [{ label: figure.what, value, shown: `${numberText(value, value < 10 ? 2 : 0)}×`, look }]
  })
  return new Map([
    [
      requestsPicture,
      barChart({
        title: 'Updates of a contact per second of server CPU',
        explanation: 'blue: contactd · grey: the same without a store, or bare Node.js · brown: others',
        bars,
      }),
    ],
    [
      aimsPicture,
      factorChart(
        {
          title: 'What was measured, in aims',
          explanation: 'to the right of the dashed line the aim is met: how many times over',
          bars: aims,
        },
        { from: 1 / 4, to: 64 },
      ),
    ],
  ])
}

const serverTable = (servers: readonly ServerResults[]) =>
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
    servers.map(serverRow),
  )

function serverRow({ name, measurements }: ServerResults): string[] {
  const column = (of: (measurement: Measurement) => number, digits: number) =>
    spreadText(spreadOf(measurements.map(of)), digits)
  const rateDigits = measurements.some(({ perSecond }) => perSecond < 10) ? 1 : 0
  return [
    name,
    column((one) => one.perSecond, rateDigits),
    column((one) => one.perCpuSecond, rateDigits),
    column((one) => one.p50Ms, 1),
    column((one) => one.p99Ms, 1),
    numberText(Math.max(...measurements.map((one) => one.maxMs))),
    spreadOf(measurements.map((one) => one.responseBytes)).median.toFixed(0),
  ]
}
