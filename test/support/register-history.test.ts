import { describe, expect, it } from 'vitest'
import { contradictionIn, type Operation } from './register-history.ts'

/** `w a 0-2` is a write of `a`, sent at 0 and answered at 2. */
const history = (text: string): Operation[] =>
  text.split(', ').map((line) => {
    const [kind, value = '', times = ''] = line.split(' ')
    const [beganAt = 0, endedAt = 0] = times.split('-').map(Number)
    return { kind: kind === 'w' ? 'write' : 'read', value, beganAt, endedAt }
  })

describe('contradictionIn', () => {
  it.each([
    ['one after the other', 'w a 0-1, r a 2-3, w b 4-5, r b 6-7'],
    ['a read during a write sees the old', 'w a 0-1, w b 2-9, r a 3-4'],
    ['a read during a write sees the new', 'w a 0-1, w b 2-9, r b 3-4'],
    ['two writes at once, in either order', 'w a 0-9, w b 0-9, r b 10-11'],
    ['a write that nobody sees', 'w a 0-1, w b 2-5, w c 3-6, r c 7-8'],
  ])('explains %s', (_, text) => {
    expect(contradictionIn(history(text))).toBeUndefined()
  })

  it.each([
    ['a lost update', 'w a 0-1, w b 2-3, r a 4-5'],
    ['a value from nowhere', 'w a 0-1, r b 2-3'],
    ['a value from the future', 'w a 0-1, r b 2-3, w b 4-5'],
    ['new, then old again', 'w a 0-1, w b 2-20, r b 3-4, r a 5-6'],
    ['an update swallowed between two reads of the value before', 'w a 0-1, r a 2-3, w b 4-5, r a 6-7'],
    ['two values that take turns', 'w a 0-9, w b 0-9, r a 10-11, r b 12-13, r a 14-15'],
  ])('finds %s', (_, text) => {
    expect(contradictionIn(history(text))).toBeTypeOf('string')
  })
})
