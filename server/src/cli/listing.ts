import { say } from './output.ts'

/** The most things that a list shows. */
export const maxListed = 100_000

/** Says so where a list may end before the things do. */
export function sayIfCut(rows: readonly unknown[]): void {
  if (rows.length >= maxListed) say(`Only the first ${maxListed} are shown.`)
}
