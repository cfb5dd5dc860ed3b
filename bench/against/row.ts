import { median, spreadText } from '../report.ts'

/** A line of the table. */
export interface Row {
  what: string
  /** Empty if there is none. */
  aim: string
  /** Of this build to the old one, per second of CPU unless `what` says otherwise. */
  ratio: string
  byTheClock: string
  old: string
  own: string
  verdict: string
}

/** @param direction whether more or less is better. */
export function verdictOf(measured: number, aim: number, direction: 'at least' | 'at most'): string {
  if (Number.isNaN(measured)) return 'not measured'
  if (direction === 'at least' ? measured >= aim : measured <= aim) return 'met'
  return 'missed'
}

/** A line about a cost, such as a time: a ratio of at most `aim` meets it. */
export function costRow(
  what: string,
  aim: number,
  unit: string,
  { old, own, ratio, clock = [] }: { old: number[]; own: number[]; ratio: number[]; clock?: number[] },
): Row {
  return {
    what,
    aim: `≤ ${aim}`,
    ratio: spreadText(ratio, 2),
    byTheClock: clock.length === 0 ? '' : spreadText(clock, 2),
    old: `${spreadText(old)} ${unit}`,
    own: `${spreadText(own)} ${unit}`,
    verdict: verdictOf(median(ratio), aim, 'at most'),
  }
}
