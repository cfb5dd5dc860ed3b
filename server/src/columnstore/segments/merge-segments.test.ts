import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ColumnValue, readColumn } from './column.ts'
import { mergeSegments } from './merge-segments.ts'
import { idsName, MemorySegment, SegmentIds } from './segment.ts'
import { SegmentBuilder } from './segment-builder.ts'

const anyText = fc.constantFrom('a', 'b', 'ab', 'é', '赤', 'zz')
const anyValue = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.uniqueArray(anyText, { minLength: 1 }) },
)
const anyRow = fc.record({
  name: fc.option(anyText, { nil: undefined }),
  other: fc.option(anyValue, { nil: undefined }),
  isOutdated: fc.boolean(),
})
const columnNames = ['name', 'other'] as const

type Row = { id: string; name: ColumnValue; other: ColumnValue; isOutdated: boolean }

async function segmentOf(rows: readonly Row[], index: number): Promise<MemorySegment> {
  const builder = new SegmentBuilder()
  for (const row of rows)
    builder.add(
      row.id,
      columnNames.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])),
    )
  const segment = new MemorySegment(String(index), await builder.finish(async () => undefined))
  const ids = await segment.ids()
  for (const { id, isOutdated } of rows) if (isOutdated) segment.tombstones.add(ids.placeOf(id))
  return segment
}

/** In a merged column, values become lists if there is a list, and numbers become texts if there is a text. */
const asText = (value: ColumnValue) =>
  value === undefined ? [] : typeof value === 'object' ? [...value] : [String(value)]

it('a merged segment contains the live rows of each segment', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyRow, { maxLength: 8 }), { minLength: 1, maxLength: 5 }),
      async (parts) => {
        const segments = parts.map((rows, part) =>
          rows.map((row, at) => ({ ...row, id: `${(at * 7 + part * 3) % 10}-${part}-${at}` })),
        )
        const made = await Promise.all(segments.map(segmentOf))
        const content = await mergeSegments(made, async () => undefined)
        const ids = new SegmentIds(content.get(idsName) as Buffer)
        const current = segments.flat().filter(({ isOutdated }) => !isOutdated)
        expect(Array.from({ length: ids.rows }, (_, row) => ids.idAt(row))).toEqual(
          current.map(({ id }) => id).toSorted(),
        )
        for (const name of columnNames) {
          const kept = content.get(name)
          const column = kept && readColumn(kept)
          for (const row of current)
            expect(asText(column?.valueAt(ids.placeOf(row.id)))).toEqual(asText(row[name]))
        }
      },
    ),
  )
})
