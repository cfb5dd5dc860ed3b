import { describe, expect, it } from 'vitest'
import { chooseCompaction, mergeableGroups } from './compaction-policy.ts'
import { MemorySegment, type Segment } from './segment.ts'
import { SegmentBuilder } from './segment-builder.ts'

/** A segment of this many contacts that claims to have this many columns. */
async function segment(rows: number, columns: number): Promise<Segment> {
  const builder = new SegmentBuilder()
  for (let row = 0; row < rows; row += 1) builder.add(`contact${String(row).padStart(8, '0')}`, [])
  const names = Array.from({ length: columns }, (_, column) => `column${column}`)
  const content = await builder.finish(async () => undefined)
  return Object.assign(new MemorySegment(`s${rows}x${columns}`, content), { names: () => names })
}

describe('compaction', () => {
  it('merges four segments of one size, not fewer', async () => {
    const four = await Promise.all([10, 20, 30, 40].map((rows) => segment(rows, 30)))
    expect(chooseCompaction(four)).toEqual(four)
    expect(chooseCompaction(four.slice(1))).toEqual([])
  })

  it('rewrites a segment with half of its rows deleted', async () => {
    const one = await segment(10, 30)
    const other = await segment(10, 30)
    for (let row = 0; row < 6; row += 1) other.tombstones.add(row)
    expect(chooseCompaction([one, other])).toEqual([other])
  })

  it('does not merge segments with few columns and with many, which would give mostly empty cells', async () => {
    const narrow = await Promise.all([10, 20, 30].map((rows) => segment(rows, 30)))
    const wide = await Promise.all([11, 21, 31].map((rows) => segment(rows, 30_000)))
    expect(chooseCompaction([...narrow, ...wide])).toEqual([])
    const fourth = await segment(41, 30_000)
    expect(chooseCompaction([...narrow, ...wide, fourth])).toEqual([...wide, fourth])
  })

  it('leaves segments with very many cells alone', async () => {
    const full = await Promise.all(Array.from({ length: 4 }, () => segment(600, 30_000)))
    expect(chooseCompaction(full)).toEqual([])
  })

  it('merges neighbours as long as they have few enough cells', async () => {
    const narrow = await segment(3000, 30)
    const wide = await segment(10, 30_000)
    const other = await segment(20, 30)
    expect(mergeableGroups([narrow, wide, other])).toEqual([[narrow], [wide, other]])
    expect(mergeableGroups([narrow, other])).toEqual([[narrow, other]])
    expect(mergeableGroups([])).toEqual([[]])
  })

  it('leaves a full segment alone, even if its neighbours are merged', async () => {
    const full = await segment(65_536, 30)
    const [small, other, last] = await Promise.all([10, 20, 30].map((rows) => segment(rows, 30)))
    const segments = [small, other, full, full, last] as Segment[]
    expect(mergeableGroups(segments)).toEqual([[small, other], [full], [full], [last]])
  })
})
