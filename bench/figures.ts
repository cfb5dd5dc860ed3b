import { numberText, spreadText } from './report-text.ts'
import { spreadOf } from './statistics.ts'

/** Something that was measured, with what was aimed at. */
export interface Figure {
  what: string
  /** As often as it was measured; once at least. */
  values: readonly number[]
  digits: number
  unit?: string
  aim?: Aim
}

export interface Aim {
  bound: 'least' | 'most'
  value: number
}

export const least = (value: number): Aim => ({ bound: 'least', value })
export const most = (value: number): Aim => ({ bound: 'most', value })

/**
 * Two servers side by side. Round by round, so that both numbers of a ratio were measured at nearly the same time.
 * @returns none where they never had their turns in the same round: one of them was left out.
 */
export function ratioFigure<One extends { round: number }>(
  what: string,
  { ours, theirs, of, aim }: RatioOf<One>,
): Figure[] {
  const values = ours.flatMap((one) => {
    const other = theirs.find(({ round }) => round === one.round)
    return other ? [of(one) / of(other)] : []
  })
  return values.length === 0 ? [] : [{ what, values, digits: 2, ...(aim && { aim }) }]
}

interface RatioOf<One> {
  ours: readonly One[]
  theirs: readonly One[]
  of: (measurement: One) => number
  aim?: Aim
}

/** How far the aim is reached: 1 is just so, 2 is twice as good. */
export function shareOfAim({ values }: Figure, { bound, value }: Aim): number {
  const { median } = spreadOf(values)
  return bound === 'least' ? median / value : value / median
}

/** What, how much, and the aim: the cells of a row. */
export function figureCells(figure: Figure): string[] {
  const { what, values, digits, unit, aim } = figure
  const inUnit = (text: string) => (unit === undefined ? text : `${text} ${unit}`)
  const measured =
    values.length === 1 ? numberText(values[0] ?? Number.NaN, digits) : spreadText(spreadOf(values), digits)
  return [
    what,
    inUnit(measured),
    aim ? inUnit(aimText(aim)) : '',
    aim ? verdict(shareOfAim(figure, aim)) : '',
  ]
}

export const aimText = ({ bound, value }: Aim): string =>
  `${bound === 'least' ? '≥' : '≤'} ${value.toLocaleString('en-US')}`

const verdict = (share: number) => (share >= 1 ? 'met' : `${numberText(share * 100)} % of it`)
