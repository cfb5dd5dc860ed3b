import { describe, expect, it } from 'vitest'
import { localTimeFormat } from './local-time.ts'

describe('localTimeFormat', () => {
  it.each([
    ['UTC', '2021-07-16T11:00:00.999Z', '2021-07-16 11:00:00'],
    ['UTC', '2021-07-16T00:00:00Z', '2021-07-16 00:00:00'],
    ['America/New_York', '2021-07-16T15:00:00Z', '2021-07-16 11:00:00'],
    ['America/New_York', '2021-01-01T04:59:59Z', '2020-12-31 23:59:59'],
    ['Asia/Kathmandu', '2021-12-31T18:15:00Z', '2022-01-01 00:00:00'],
    ['UTC', '0033-04-03T12:00:00Z', '0033-04-03 12:00:00'],
  ])('%s: %s is %s', (timeZone, instant, local) => {
    expect(localTimeFormat(timeZone)(Date.parse(instant))).toBe(local)
  })
})
