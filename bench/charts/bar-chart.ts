import { bar, type Look, line, margin, picture, text } from './svg.ts'

interface Bar {
  label: string
  value: number
  /** The value as it is to be read. */
  shown: string
  look: Look
}

const width = 860
const labelWidth = 330
const shownWidth = 130
const rowHeight = 26
const barHeight = 16
const top = 68
const bottom = 18
const plotLeft = margin + labelWidth
const plotWidth = width - plotLeft - shownWidth - margin

interface Chart {
  title: string
  /** What the length of a bar says. */
  explanation: string
  bars: readonly Bar[]
}

/** Bars from zero on, one below the other. */
export function barChart(chart: Chart): string {
  const greatest = Math.max(...chart.bars.map(({ value }) => value))
  return drawn(chart, (value) => [plotLeft, plotLeft + (value / greatest) * plotWidth], [])
}

/**
 * Bars from one on, to the right where the value is greater, to the left where it is less: factors, each doubling of
 * one length. What doesn't fit is cut off.
 */
export function factorChart(chart: Chart, { from, to }: { from: number; to: number }): string {
  const placeOf = (value: number) => {
    const kept = Math.min(Math.max(value, from), to)
    return plotLeft + (Math.log2(kept / from) / Math.log2(to / from)) * plotWidth
  }
  const doublings = Array.from({ length: Math.log2(to / from) + 1 }, (_, at) => from * 2 ** at)
  const end = top + chart.bars.length * rowHeight
  const grid = doublings.flatMap((value) => [
    line([placeOf(value), top - 8], [placeOf(value), end], value === 1 ? 'aim' : 'grid'),
    text({ x: placeOf(value), y: end + 14, content: `${value}×`, look: 'quiet', anchor: 'middle' }),
  ])
  return drawn(chart, (value) => [placeOf(1), placeOf(value)], grid)
}

function drawn(
  { title, explanation, bars }: Chart,
  extentOf: (value: number) => readonly [number, number],
  grid: readonly string[],
): string {
  const height = top + bars.length * rowHeight + bottom
  const rows = bars.flatMap(({ label, value, shown, look }, at) => {
    const y = top + at * rowHeight
    const [from, to] = extentOf(value).toSorted((a, b) => a - b) as [number, number]
    return [
      text({ x: plotLeft - 10, y: y + 13, content: label, anchor: 'end' }),
      bar({ x: from, y, width: Math.max(to - from, 1), height: barHeight, look }),
      text({ x: to + 8, y: y + 13, content: shown }),
    ]
  })
  const note = text({ x: margin, y: 50, content: explanation, look: 'quiet' })
  return picture({ width, height, title }, [note, ...grid, ...rows])
}
