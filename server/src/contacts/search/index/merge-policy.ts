import type { Segment } from './segment.ts'

/** Segments of about the same size are put together when there are so many of them. */
const segmentsPerMerge = 4
/** What is merged has no more than this, so that it fits in memory a few times. */
const maxMergedBytes = 64 * 1024 * 1024
/** Beyond this many contacts a segment is left as it is, until half of it is outdated. */
const fullRows = 65_536
const smallestRows = 1024

/**
 * Which segments to put together: several of one size, or one of which half is outdated. Each contact is
 * written a few times in all, and a location of a million contacts has some twenty segments.
 */
export function chooseMerge(segments: readonly Segment[]): Segment[] {
  const sizes = segments.map((segment) => ({ segment, rows: segment.rows - segment.outdated.count() }))
  const worn = sizes.find(({ segment, rows }) => rows < segment.rows / 2)
  if (worn !== undefined) return [worn.segment]
  const classes = Map.groupBy(
    sizes.filter(({ rows }) => rows < fullRows),
    ({ rows }) =>
      Math.floor(Math.log(Math.max(rows, smallestRows) / smallestRows) / Math.log(segmentsPerMerge)),
  )
  for (const members of classes.values()) {
    const group = members.slice(0, segmentsPerMerge)
    const bytes = group.reduce((sum, { segment }) => sum + segment.sizeBytes, 0)
    if (group.length === segmentsPerMerge && bytes <= maxMergedBytes)
      return group.map(({ segment }) => segment)
  }
  return []
}
