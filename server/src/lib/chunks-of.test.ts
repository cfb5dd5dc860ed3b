import { expect, it } from 'vitest'
import { chunksOf } from './chunks-of.ts'

it.each([
  [[], []],
  [[1], [[1]]],
  [[1, 2], [[1, 2]]],
  [
    [1, 2, 3, 4, 5],
    [[1, 2], [3, 4], [5]],
  ],
])('splits %j', (items, chunks) => {
  expect([...chunksOf(items, 2)]).toEqual(chunks)
})

it('takes items when they are asked for', () => {
  const items = new Set(['a'])
  const chunks = chunksOf(items, 1)
  expect(chunks.next().value).toEqual(['a'])
  items.add('b')
  expect(chunks.next().value).toEqual(['b'])
})
