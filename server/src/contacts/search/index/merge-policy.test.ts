import { describe, expect, it } from 'vitest'
import { chooseMerge, mergeableGroups } from './merge-policy.ts'
import { MemorySegment, type Segment } from './segment.ts'
import { SegmentBuilder } from './segment-builder.ts'

/** A segment of so many contacts, which looks as if it had so many columns. */
function segment(rows: number, columns: number): Segment {
  const builder = new SegmentBuilder()
  for (let row = 0; row < rows; row += 1) builder.add(`contact${String(row).padStart(8, '0')}`, [])
  const names = Array.from({ length: columns }, (_, column) => `column${column}`)
  return Object.assign(new MemorySegment(`s${rows}x${columns}`, builder.finish()), { names: () => names })
}

describe('which segments are put together', () => {
  it('four of one size, and no fewer', () => {
    const four = [10, 20, 30, 40].map((rows) => segment(rows, 30))
    expect(chooseMerge(four)).toEqual(four)
    expect(chooseMerge(four.slice(1))).toEqual([])
  })

  it('one of which half is outdated', () => {
    const [one, other] = [segment(10, 30), segment(10, 30)]
    for (let row = 0; row < 6; row += 1) other.outdated.add(row)
    expect(chooseMerge([one, other])).toEqual([other])
  })

  it('not those of few columns with those of many, most of whose places would be empty', () => {
    const narrow = [10, 20, 30].map((rows) => segment(rows, 30))
    const wide = [11, 21, 31].map((rows) => segment(rows, 30_000))
    expect(chooseMerge([...narrow, ...wide])).toEqual([])
    const fourth = segment(41, 30_000)
    expect(chooseMerge([...narrow, ...wide, fourth])).toEqual([...wide, fourth])
  })

  it('none that has very many places for values', () => {
    const full = Array.from({ length: 4 }, () => segment(600, 30_000))
    expect(chooseMerge(full)).toEqual([])
  })

  it('neighbours, while they have few enough places for values together', () => {
    const [narrow, wide, other] = [segment(3000, 30), segment(10, 30_000), segment(20, 30)]
    expect(mergeableGroups([narrow, wide, other])).toEqual([[narrow], [wide, other]])
    expect(mergeableGroups([narrow, other])).toEqual([[narrow, other]])
    expect(mergeableGroups([])).toEqual([[]])
  })
})
