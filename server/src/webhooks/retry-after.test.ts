import { expect, it } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.parse('1994-11-06T08:49:07Z')

it.each([
  ['120', 120_000],
  [' 5 ', 5_000],
  ['0', 1_000],
  ['86400', 86_400_000],
  ['86401', 86_400_000],
  ['9'.repeat(400), 86_400_000],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
  ['Sun Nov  6 08:49:37 1994', 30_000],
  ['Sun, 06 Nov 1994 08:49:00 GMT', 1_000],
  ['Sun, 06 Nov 2094 08:49:37 GMT', 86_400_000],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['1994-11-06T08:49:37Z', undefined],
  ['Sun, 99 Nov 1994 08:49:37 GMT', undefined],
])('BR-691 reads retry-after: %s as %s ms', (value, waitMs) => {
  expect(retryAfterMs(value, now)).toBe(waitMs)
})
