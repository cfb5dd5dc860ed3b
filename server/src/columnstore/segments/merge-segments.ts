import { BitSet } from './bit-set.ts'
import { type Column, TextColumn } from './column.ts'
import { writeColumn } from './column-builder.ts'
import { type MergedRows, mergeTexts } from './merge-texts.ts'
import { idsName, type Segment, type SegmentContent, SegmentIds } from './segment.ts'

/**
 * Merges the live rows of several segments. A document is live in only one of them.
 * @param turn awaited between columns, to give other work its turn.
 */
export async function mergeSegments(
  segments: readonly Segment[],
  turn: () => Promise<unknown>,
): Promise<SegmentContent> {
  const found: { source: number; row: number; id: string }[] = []
  for (const [source, segment] of segments.entries()) {
    const ids = await segment.ids()
    const current = BitSet.all(segment.rows).minus(segment.tombstones)
    current.forEach((row) => {
      found.push({ source, row, id: ids.idAt(row) })
    })
  }
  found.sort(byId)
  const merged = {
    sources: Uint32Array.from(found, ({ source }) => source),
    rows: Uint32Array.from(found, ({ row }) => row),
  }
  const content: SegmentContent = new Map([[idsName, SegmentIds.write(found.map(({ id }) => id))]])
  for (const name of new Set(segments.flatMap((segment) => segment.names()))) {
    await turn()
    const columns = await Promise.all(segments.map((segment) => segment.column(name)))
    const column = mergeColumns(columns, merged)
    if (column !== undefined) content.set(name, column)
  }
  return content
}

function mergeColumns(columns: readonly (Column | undefined)[], merged: MergedRows): Buffer | undefined {
  if (areTexts(columns)) return mergeTexts(columns, merged)
  const values = Array.from(merged.rows, (row, at) => columns[merged.sources[at] as number]?.valueAt(row))
  return values.some((value) => value !== undefined) ? writeColumn(values) : undefined
}

const areTexts = (columns: readonly (Column | undefined)[]): columns is (TextColumn | undefined)[] =>
  columns.every((column) => column === undefined || column instanceof TextColumn)

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
