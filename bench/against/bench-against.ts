import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { machineFacts } from '../machine.ts'
import type { BenchOptions } from '../main.ts'
import { reportHead, table } from '../report.ts'
import { launcher } from '../workspace.ts'
import { buildOf, commitOf, keptFolderOf } from './build-of-commit.ts'
import type { Bench } from './contender.ts'
import { measureColdGrowth, measureGrowth } from './growth-rows.ts'
import { type LoadRowName, loadRows, measureLoads } from './load-rows.ts'
import { makeData } from './made-data.ts'
import type { Row } from './row.ts'
import { measureSlices } from './slice-rows.ts'
import { measureFirstSearch, measureMemory, measureStarts } from './start-rows.ts'

const otherRows = {
  start: measureStarts,
  memory: measureMemory,
  'first-search': measureFirstSearch,
  growth: measureGrowth,
  cold: measureColdGrowth,
  slices: measureSlices,
} as const satisfies Record<string, (bench: Bench) => Promise<Row[]>>
const loadNames = Object.keys(loadRows) as LoadRowName[]
const names = [...loadNames, 'noise', ...Object.keys(otherRows)]

/**
 * Compares this build with that of a commit, in turns, on copies of one database that the other build made. The
 * checkout and the data are kept in `data/against`, or in `CONTACTD_BENCH_FOLDER`. `only` names rows, with commas.
 */
export async function benchAgainst(
  workspace: string,
  { against = '', only, progress }: BenchOptions,
): Promise<string> {
  const selected = only?.split(',') ?? names
  const unknown = selected.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}. The rows are ${names.join(', ')}.`)
  const commit = commitOf(against)
  const short = commit.slice(0, 7)
  const kept = keptFolderOf(commit)
  mkdirSync(kept, { recursive: true })
  const checkout = buildOf(commit, kept, progress)
  const bench: Bench = {
    workspace,
    old: { name: short, launcher: join(checkout, 'bin/contactd') },
    own: { name: 'this build', launcher },
    data: (order) => makeData(checkout, kept, order, progress),
    progress,
  }
  const rows: Row[] = []
  const add = (more: readonly Row[]) => {
    for (const { what, ratio, own } of more) progress(`${what}: ${ratio || own}`)
    rows.push(...more)
  }
  const loads = loadNames.filter((name) => selected.includes(name))
  if (loads.length > 0) add(await measureLoads(bench, loads, selected.includes('noise')))
  for (const [name, measure] of Object.entries(otherRows))
    if (selected.includes(name)) add(await measure(bench))
  return [
    reportHead(
      `\`npm run bench -- --against ${short}\`: both builds run at the same time, on copies of one database, and are loaded in turns. Medians of the rounds; in brackets, the quartiles if there are many, then the minimum and the maximum. Ratios are those of this build to the other one, per second of server CPU.`,
      machineFacts(workspace),
    ),
    table(
      ['what', 'aim', 'ratio', 'by the clock', short, 'this build', ''],
      rows.map(({ what, aim, ratio, byTheClock, old, own, verdict }) => [
        ...[what, aim, ratio, byTheClock, old, own, verdict],
      ]),
    ),
  ].join('\n\n')
}
