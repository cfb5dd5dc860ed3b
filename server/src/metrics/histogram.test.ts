import { expect, it } from 'vitest'
import { Histogram } from './histogram.ts'

it('counts a value in its bucket and in all larger ones', () => {
  const histogram = new Histogram([1, 4])
  for (const value of [0.5, 1, 2, 9]) histogram.observe(value)
  const lines = histogram.samples('x', { a: 'b' }).map(({ metricName, labels, value }) => ({
    line: `${metricName} ${labels.le ?? ''}`.trim(),
    a: labels.a,
    value,
  }))
  expect(lines).toEqual([
    { line: 'x_bucket 1', a: 'b', value: 2 },
    { line: 'x_bucket 4', a: 'b', value: 3 },
    { line: 'x_bucket +Inf', a: 'b', value: 4 },
    { line: 'x_sum', a: 'b', value: 12.5 },
    { line: 'x_count', a: 'b', value: 4 },
  ])
})
