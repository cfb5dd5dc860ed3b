import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './workspace.ts'

/** The value below which a share of the sorted numbers lies. @param share from 0 to 1. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

export const megabytes = (bytes: number): string => numberText(bytes / 1e6)

/** `6,252` */
export const numberText = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** The median, with the minimum and the maximum in brackets. */
export const spreadText = (values: readonly number[], digits = 0): string =>
  values.length < 2
    ? numberText(median(values), digits)
    : `${numberText(median(values), digits)} (${numberText(Math.min(...values), digits)}–${numberText(Math.max(...values), digits)})`

/** As `spreadText`, with the quartiles before the minimum and the maximum: for many short rounds. */
export function quartilesText(values: readonly number[], digits = 0): string {
  const sorted = values.toSorted((a, b) => a - b)
  const range = (from: number, to: number) =>
    `${numberText(percentile(sorted, from), digits)}–${numberText(percentile(sorted, to), digits)}`
  return `${numberText(median(values), digits)} (${range(0.25, 0.75)}; ${range(0, 1)})`
}

/** The quotients of two series, pair by pair: both numbers of a pair were measured at nearly the same time. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.slice(0, theirs.length).map((one, at) => one / (theirs[at] as number))

/** A table in Markdown. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** The first lines of a report. @param how the command and the conditions. */
export const reportHead = (how: string, facts: readonly string[]): string =>
  `Measured on ${new Date().toISOString().slice(0, 10)} with ${how}\n\n${facts.map((fact) => `- ${fact}`).join('\n')}`

/**
 * Replaces the part of docs/performance.md for a mode.
 * @param mode `--growth`, or nothing.
 * @throws Error if the page has no marks for it.
 */
export function writeReport(mode: string, report: string): void {
  const file = join(projectRoot, 'docs/performance.md')
  const page = readFileSync(file, 'utf8')
  const command = mode === '' ? 'npm run bench' : `npm run bench -- ${mode}`
  const begin = `<!-- ${command} writes from here … -->`
  const from = page.indexOf(begin)
  const to = page.indexOf('<!-- … to here', from)
  if (from < 0 || to < 0) throw new Error(`The page has no ${begin}.`)
  writeFileSync(file, `${page.slice(0, from + begin.length)}\n\n${report}\n\n${page.slice(to)}`)
}
