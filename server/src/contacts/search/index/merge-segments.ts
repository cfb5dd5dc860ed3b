import { writeColumn } from './column.ts'
import { RowSet } from './row-set.ts'
import { idsName, type Segment, type SegmentContent, SegmentIds } from './segment.ts'

/**
 * The rows of several segments that are up to date, as one. No contact is up to date in two of them.
 * @param turn awaited between columns, so that others have theirs.
 */
export async function mergeSegments(
  segments: readonly Segment[],
  turn: () => Promise<unknown>,
): Promise<SegmentContent> {
  const rows: { source: number; row: number; id: string }[] = []
  for (const [source, segment] of segments.entries()) {
    const ids = await segment.ids()
    const current = RowSet.all(segment.rows).minus(segment.outdated)
    current.forEach((row) => {
      rows.push({ source, row, id: ids.idAt(row) })
    })
  }
  rows.sort(byId)
  const content: SegmentContent = new Map([[idsName, SegmentIds.write(rows.map((row) => row.id))]])
  for (const name of new Set(segments.flatMap((segment) => segment.names()))) {
    await turn()
    const columns = await Promise.all(segments.map((segment) => segment.column(name)))
    const values = rows.map(({ source, row }) => columns[source]?.valueAt(row))
    if (values.some((value) => value !== undefined)) content.set(name, writeColumn(values))
  }
  return content
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
