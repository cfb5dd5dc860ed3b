import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { OutageLog } from './outage-log.ts'
import { StorageUnavailableError } from './storage.ts'

let said: string[]
let log: OutageLog
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  said = []
  log = new OutageLog({ warn: (_, sentence) => said.push(sentence) }, 'It fails.')
})
afterEach(() => {
  vi.useRealTimers()
})

it('logs an outage once, however long it is', () => {
  for (let minute = 0; minute < 10; minute += 1) {
    log.failed(new Error('away'))
    vi.advanceTimersByTime(61_000)
  }
  expect(said).toEqual(['It fails.'])
})

it('logs the next outage, and those that come and go once a minute', () => {
  for (let second = 0; second < 120; second += 1) {
    log.failed(new Error('away'))
    log.ended()
    vi.advanceTimersByTime(1_000)
  }
  expect(said).toHaveLength(2)
  log.failed(new Error('away'))
  expect(said).toHaveLength(3)
})

it('gives the reason of an unavailable database without a stack', () => {
  const warn = vi.fn()
  new OutageLog({ warn }, 'It fails.').failed(new StorageUnavailableError('The disk is full.'))
  expect(warn).toHaveBeenCalledWith({ reason: 'The disk is full.' }, 'It fails.')
})
