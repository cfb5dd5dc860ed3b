import type { Spread } from './statistics.ts'

export const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)

/** `6,252` */
export const numberText = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** The median, with the least and the greatest in brackets. */
export const spreadText = ({ median, min, max }: Spread, digits: number): string =>
  `${numberText(median, digits)} (${numberText(min, digits)}–${numberText(max, digits)})`

/** A table in Markdown. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
