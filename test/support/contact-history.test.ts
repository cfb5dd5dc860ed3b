import { beforeEach, describe, expect, it } from 'vitest'
import { ContactHistory, unset } from './contact-history.ts'

let history: ContactHistory
beforeEach(() => {
  history = new ContactHistory(['city', 'state'])
  history.begin('c')
})

const span = (beganAt: number, endedAt: number) => ({ beganAt, endedAt })
const unsetFields = { city: unset, state: unset }
const saw = (beganAt: number, endedAt: number, tags: string[], fields = {}) =>
  history.saw('c', { fields: { ...unsetFields, ...fields }, tags }, span(beganAt, endedAt))

describe('a history of contacts', () => {
  it('is explained if concurrent changes are all there', () => {
    history.wrote('c', { city: 'Aden' }, span(1, 5))
    history.wrote('c', { state: 'Bern' }, span(2, 4))
    history.addedTag('c', 'one', span(1, 5))
    history.addedTag('c', 'two', span(2, 4))
    saw(3, 4.5, ['two'])
    saw(6, 7, ['two', 'one'], { city: 'Aden', state: 'Bern' })
    history.removedTag('c', 'one', span(8, 10))
    saw(9, 9.5, ['two', 'one'], { city: 'Aden', state: 'Bern' })
    saw(11, 12, ['two'], { city: 'Aden', state: 'Bern' })
    expect(history.problems()).toEqual([])
  })

  it('is explained if a change without a response was made, or was not', () => {
    history.wrote('c', { city: 'Aden' }, span(1, Infinity))
    history.addedTag('c', 'one', span(1, Infinity))
    history.wrote('c', { state: 'Bern' }, span(1, Infinity))
    history.addedTag('c', 'two', span(1, Infinity))
    saw(3, 4, [])
    saw(5, 6, ['one'], { city: 'Aden' })
    expect(history.problems()).toEqual([])
  })

  it('reports an update that reverted the field of another', () => {
    history.wrote('c', { city: 'Aden' }, span(1, 2))
    history.wrote('c', { state: 'Bern' }, span(1, 2))
    saw(3, 4, [], { state: 'Bern' })
    expect(history.problems()).toEqual([expect.stringMatching(/^c city: /)])
  })

  it('reports an update that was reverted after it had been seen, even without a response', () => {
    history.wrote('c', { city: 'Aden' }, span(1, Infinity))
    saw(3, 4, [], { city: 'Aden' })
    saw(5, 6, [])
    expect(history.problems()).toEqual([expect.stringMatching(/^c city: /)])
  })

  it.each<[string, () => void]>([
    ['one was lost', () => saw(3, 4, [])],
    ['one was there before it was added', () => saw(0.1, 0.2, ['one'])],
    ['other is there, and nobody added it', () => saw(3, 4, ['one', 'other'])],
    [
      'one was there after it was removed',
      () => {
        history.removedTag('c', 'one', span(3, 4))
        saw(5, 6, ['one'])
      },
    ],
  ])('reports: %s', (problem, act) => {
    history.addedTag('c', 'one', span(1, 2))
    act()
    expect(history.problems()).toEqual([`c: ${problem}`])
  })

  it('reports a tag that was seen during its addition, and later missed', () => {
    history.addedTag('c', 'one', span(1, 10))
    saw(2, 3, ['one'])
    saw(4, 5, [])
    expect(history.problems()).toEqual(['c: one was there, and then it was not'])
  })
})
