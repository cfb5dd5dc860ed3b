import type { Segment } from './segment.ts'

/** Segments of about the same size are put together when there are so many of them. */
const segmentsPerMerge = 4
/** What is merged has no more than this, so that it fits in memory a few times. */
const maxMergedBytes = 64 * 1024 * 1024
/** Beyond this many contacts, or places for values, a segment is left as it is, until half of it is outdated. */
const fullRows = 65_536
const fullCells = 16 * 1024 * 1024
const smallestRows = 1024
const smallestWidth = 256
/** What has more places for values is not put together: of few values among many columns most would be empty. */
const maxMergedCells = 64 * 1024 * 1024

/**
 * Which segments to put together: several of one size, or one of which half is outdated. Each contact is
 * written a few times in all, and a location of a million contacts has some twenty segments.
 */
export function chooseMerge(segments: readonly Segment[]): Segment[] {
  const sizes = segments.map((segment) => ({ segment, rows: segment.rows - segment.outdated.count() }))
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

/** Segments in groups of neighbours, each of which can be put together. Of no segments: one group of none. */
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

/** Whether segments have few enough places for values as one. */
export const areMergeable = (segments: readonly Segment[]): boolean => cellsOf(segments) <= maxMergedCells

/** Places for values that segments have as one: each column has one for each contact. */
function cellsOf(segments: readonly Segment[]): number {
  const names = new Set(segments.flatMap((segment) => segment.names()))
  return names.size * segments.reduce((sum, { rows }) => sum + rows, 0)
}
