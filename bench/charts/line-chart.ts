import { curve, line, margin, picture, text } from './svg.ts'

export interface Series {
  label: string
  /** The places along both axes. */
  points: readonly { x: number; y: number }[]
}

const width = 860
const height = 380
const plot = { left: margin + 60, right: width - 230, top: 70, bottom: height - 46 }
const ticksUp = 5
const leastDistance = 16

/** Lines over an axis on which each step is ten times the one before; upwards from zero on. */
export function lineChart(chart: {
  title: string
  /** What is upwards. */
  explanation: string
  series: readonly Series[]
  xText: (x: number) => string
}): string {
  const { series } = chart
  const points = series.flatMap((one) => one.points)
  const xs = [...new Set(points.map(({ x }) => x))].toSorted((a, b) => a - b)
  const [first = 1, last = first * 10] = [xs[0], xs.at(-1)]
  const highest = niceCeiling(Math.max(...points.map(({ y }) => y)))
  const placeX = (x: number) =>
    plot.left + (Math.log(x / first) / Math.log(last / first)) * (plot.right - plot.left)
  const placeY = (y: number) => plot.bottom - (y / highest) * (plot.bottom - plot.top)
  const levels = Array.from({ length: ticksUp + 1 }, (_, at) => (highest / ticksUp) * at)
  const labelled = apart(series.map((one) => ({ ...one, y: placeY(one.points.at(-1)?.y ?? 0) })))
  return picture({ width, height, title: chart.title }, [
    text({ x: margin, y: 50, content: chart.explanation, look: 'quiet' }),
    ...levels.flatMap((level) => [
      line([plot.left, placeY(level)], [plot.right, placeY(level)], 'grid'),
      text({
        x: plot.left - 8,
        y: placeY(level) + 4,
        content: level.toLocaleString('en-US'),
        look: 'quiet',
        anchor: 'end',
      }),
    ]),
    ...xs.map((x) =>
      text({ x: placeX(x), y: plot.bottom + 22, content: chart.xText(x), look: 'quiet', anchor: 'middle' }),
    ),
    ...series.map((one, at) =>
      curve(
        one.points.map(({ x, y }) => [placeX(x), placeY(y)] as const),
        at,
      ),
    ),
    ...labelled.map(({ label, y }) => text({ x: plot.right + 12, y: y + 4, content: label })),
  ])
}

/** The next of 1, 2, 5, 10, 20 … */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10)
}

/** Moves labels down until none covers another. */
function apart<Label extends { y: number }>(labels: readonly Label[]): Label[] {
  const placed: Label[] = []
  for (const label of labels.toSorted((a, b) => a.y - b.y)) {
    const before = placed.at(-1)
    placed.push({ ...label, y: Math.max(label.y, before ? before.y + leastDistance : 0) })
  }
  return placed
}
