import { describe, expect, it } from 'vitest'
import { fullLists, listOf, listParams } from './value-lists.ts'

const values = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`)

describe('lists of parameters', () => {
  it.each([0, 1, 49, 50, 51, 100, 130])('contain exactly the %i values', (count) => {
    const lists = fullLists(values(count))
    expect(lists.map((list) => list.length)).toEqual(Array(Math.ceil(count / 50)).fill(50))
    expect([...new Set(lists.flat())]).toEqual(values(count))
  })

  it('match the parameters of a statement', () => {
    const [list = []] = fullLists(values(3))
    const params = listParams('name', list)
    const places = listOf((place) => `:name${place}`).split(', ')
    expect(places.map((place) => place.slice(1))).toEqual(Object.keys(params))
    expect(Object.values(params).slice(0, 5)).toEqual(['value 0', 'value 1', 'value 2', 'value 0', 'value 0'])
  })
})
