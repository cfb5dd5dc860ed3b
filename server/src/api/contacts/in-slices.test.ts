import { describe, expect, it } from 'vitest'
import { HeldClock } from '../../../../test/support/held-clock.ts'
import { slicesOf } from '../../storage/sweep-rows.ts'
import { changeInSlices } from './in-slices.ts'

describe('BR-462 many contacts are changed a few at a time', () => {
  /** The size of each slice, if the changes take `eachMs`. */
  async function slicesWith(count: number, eachMs: (index: number) => number): Promise<number[]> {
    const clock = new HeldClock()
    const slices: number[] = []
    let underWay = 0
    let sliced = 0
    const items = Array.from({ length: count }, (_, index) => index)
    const outcomes = await changeInSlices(clock, items, async (item, index) => {
      expect(item).toBe(index)
      underWay += 1
      await Promise.resolve()
      clock.advance(eachMs(index))
      if (underWay > 0) {
        slices.push(underWay)
        sliced += underWay
        underWay = 0
      }
      return item * 2
    })
    expect(outcomes).toEqual(items.map((item) => item * 2))
    expect(sliced).toBe(count)
    return slices
  }

  it('more at once while they are quick', async () => {
    expect(await slicesWith(60, () => 0)).toEqual([1, 2, 4, 8, 16, 25, 4])
  })

  it('one after the other if each takes long', async () => {
    expect(await slicesWith(5, () => 12)).toEqual([1, 1, 1, 1, 1])
  })

  it('fewer again when they become slower', async () => {
    expect(await slicesWith(45, (index) => (index < 31 ? 0 : 5))).toEqual([1, 2, 4, 8, 16, 14])
  })

  it('others have their turn between two slices', async () => {
    const turns: string[] = []
    const other = () => {
      turns.push('other')
      if (turns.length < 20) setImmediate(other)
    }
    setImmediate(other)
    await changeInSlices(new HeldClock(), [1, 2, 3], async (item) => turns.push(`change ${item}`))
    expect(turns.indexOf('other')).toBeLessThan(turns.indexOf('change 2'))
  })

  it('a failure leaves later contacts unchanged', async () => {
    const tried: number[] = []
    const change = async (item: number) => {
      tried.push(item)
      if (item === 2) throw new Error('away')
    }
    await expect(changeInSlices(new HeldClock(), [1, 2, 3, 4, 5], change)).rejects.toThrow('away')
    expect(tried).toEqual([1, 2, 3])
  })
})

describe('slicesOf', () => {
  const bounds = { maxItems: 3, maxBytes: 10 }
  it.each<[string, number[], number[][]]>([
    ['nothing', [], []],
    ['what fits', [5, 5], [[5, 5]]],
    ['too much', [5, 6, 4], [[5], [6, 4]]],
    ['too many', [1, 1, 1, 1], [[1, 1, 1], [1]]],
    ['a larger one alone', [1, 50, 1], [[1], [50], [1]]],
  ])('%s', (_what, sizes, slices) => {
    const items = sizes.map((bytes) => ({ bytes }))
    expect(slicesOf(items, bounds).map((slice) => slice.map(({ bytes }) => bytes))).toEqual(slices)
  })
})
