import type { Segment } from './segment.ts'

/** The number of segments of similar size in a merge. */
const segmentsPerMerge = 4
/** The most bytes in a merge. Memory holds them a few times. */
const maxMergedBytes = 64 * 1024 * 1024
/** A segment with this many rows or cells is not merged until half of its rows are deleted. */
const fullRows = 65_536
const fullCells = 16 * 1024 * 1024
const smallestRows = 1024
const smallestWidth = 256
/** The most cells in a merge. With many sparse columns, most cells would be empty. */
const maxMergedCells = 64 * 1024 * 1024

/**
 * Chooses the segments to merge: several of similar size, or one with half of its rows deleted. In total, each document
 * is written a few times, and a location of a million documents has about twenty segments.
 */
export function chooseCompaction(segments: readonly Segment[]): Segment[] {
  const sizes = segments.map((segment) => ({ segment, rows: segment.rows - segment.tombstones.count() }))
  const worn = sizes.find(({ segment, rows }) => rows < segment.rows / 2)
  if (worn !== undefined) return [worn.segment]
  const classes = Map.groupBy(
    sizes.filter(({ segment, rows }) => rows < fullRows && cellsOf([segment]) < fullCells),
    ({ segment, rows }) =>
      `${sizeClass(rows, smallestRows)} ${sizeClass(segment.names().length, smallestWidth)}`,
  )
  for (const members of classes.values()) {
    const group = members.slice(0, segmentsPerMerge)
    const bytes = group.reduce((sum, { segment }) => sum + segment.sizeBytes, 0)
    if (group.length === segmentsPerMerge && bytes <= maxMergedBytes)
      return group.map(({ segment }) => segment)
  }
  return []
}

const sizeClass = (size: number, smallest: number) =>
  Math.floor(Math.log(Math.max(size, smallest) / smallest) / Math.log(segmentsPerMerge))

/**
 * Groups neighbouring segments that can be merged. A full one stays alone. Without segments, there is one empty group.
 */
export function mergeableGroups(segments: readonly Segment[]): Segment[][] {
  let last: Segment[] = []
  const groups = [last]
  for (const segment of segments) {
    if (last.length > 0 && !areMergeable([...last, segment])) {
      last = []
      groups.push(last)
    }
    last.push(segment)
  }
  return groups
}

/** Whether none of the segments is full, and all have few enough cells to be merged. */
export const areMergeable = (segments: readonly Segment[]): boolean =>
  segments.every(({ rows }) => rows < fullRows) && cellsOf(segments) <= maxMergedCells

/** The number of cells of merged segments: rows times columns. */
function cellsOf(segments: readonly Segment[]): number {
  const names = new Set(segments.flatMap((segment) => segment.names()))
  return names.size * segments.reduce((sum, { rows }) => sum + rows, 0)
}
