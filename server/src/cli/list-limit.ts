import { say } from './output.ts'

/** The maximum number of items in a list. */
export const maxListed = 100_000

/** Prints a note if a list may be truncated. */
export function sayIfCut(rows: { readonly length: number }): void {
  if (rows.length >= maxListed) say(`Only the first ${maxListed} are shown.`)
}
