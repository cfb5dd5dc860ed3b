import { expect, it } from 'vitest'
import { FloatList, IntegerList } from './number-list.ts'

it('has the numbers that were appended, in their order', () => {
  const list = new IntegerList()
  const numbers = Array.from({ length: 1000 }, (_, at) => (at * 7919) % 65_537)
  expect(numbers.map((number) => list.push(number))).toEqual(numbers.map((_, at) => at + 1))
  expect([...list.whole()]).toEqual(numbers)
  expect(numbers.map((_, at) => list.at(at))).toEqual(numbers)
})

it('has 0 or NaN at places that were left out, and after the last one', () => {
  const integers = new IntegerList()
  const floats = new FloatList()
  expect([integers.at(0), floats.at(0)]).toEqual([0, Number.NaN])
  for (const place of [3, 20]) {
    integers.set(place, 5)
    floats.set(place, 1.5)
  }
  const places = Array.from({ length: 40 }, (_, place) => place)
  const isSet = (place: number) => place === 3 || place === 20
  expect(places.map((place) => integers.at(place))).toEqual(places.map((place) => (isSet(place) ? 5 : 0)))
  expect(places.map((place) => floats.at(place))).toEqual(
    places.map((place) => (isSet(place) ? 1.5 : Number.NaN)),
  )
  expect([integers.length, floats.whole().length]).toEqual([21, 21])
})
