import { expect, it } from 'vitest'
import { Watchdog } from './watchdog.ts'

const after = (beats: number, watch: Watchdog, hasWork = false) => {
  for (let beat = 0; beat < beats; beat += 1) watch.beat(hasWork)
  return { isSilent: watch.isSilent, isStuck: watch.isStuck }
}
const answering = () => {
  const watch = new Watchdog()
  watch.answered(0)
  return watch
}
const fine = { isSilent: false, isStuck: false }

it('a thread is silent after three beats without an answer, and stuck after ten', () => {
  const watch = answering()
  expect(after(3, watch)).toEqual(fine)
  expect(after(1, watch)).toEqual({ isSilent: true, isStuck: false })
  expect(after(6, watch)).toEqual({ isSilent: true, isStuck: false })
  expect(after(1, watch)).toEqual({ isSilent: true, isStuck: true })
  watch.answered(0)
  expect(after(1, watch)).toEqual(fine)
})

it('a new thread has thirty beats for its first answer', () => {
  const watch = new Watchdog()
  expect(after(30, watch)).toEqual(fine)
  expect(after(1, watch)).toEqual({ isSilent: true, isStuck: true })
})

it('a thread whose searches take no step for thirty beats is stuck, even if it answers', () => {
  const watch = answering()
  for (let beat = 0; beat < 30; beat += 1) {
    expect(after(1, watch, true)).toEqual(fine)
    watch.answered(7)
  }
  // The first answer reported steps.
  expect(after(1, watch, true).isStuck).toBe(false)
  watch.answered(7)
  expect(after(1, watch, true).isStuck).toBe(true)
})

it('finishing a search counts as an answer', () => {
  const watch = new Watchdog()
  expect(after(20, watch, true)).toEqual(fine)
  watch.ended()
  expect(watch.hasAnswered).toBe(true)
  expect(after(3, watch, true)).toEqual(fine)
  expect(after(8, watch, true)).toEqual({ isSilent: true, isStuck: true })
})

it('a thread that takes steps, or has nothing to search, is not stuck', () => {
  const watch = answering()
  for (let beat = 0; beat < 100; beat += 1) {
    expect(after(1, watch, true)).toEqual(fine)
    watch.answered(beat + 1)
  }
  for (let beat = 0; beat < 100; beat += 1) {
    expect(after(1, watch, false)).toEqual(fine)
    watch.answered(100)
  }
})
