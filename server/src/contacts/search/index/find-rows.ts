import type { RowPlace, SearchQuery } from '../search-query.ts'
import type { Column } from './column.ts'
import { columnsIn, matchingRows } from './evaluate.ts'
import { PageOfRows } from './page-of-rows.ts'
import { RowSet } from './row-set.ts'
import type { Segment } from './segment.ts'

/**
 * Finds the rows that a query takes, among segments.
 * @param segments oldest first.
 * @returns how many there are, and the places of those on the page, in order.
 */
export async function findRows(
  segments: readonly Segment[],
  query: SearchQuery,
): Promise<{ total: number; places: RowPlace[] }> {
  const page = new PageOfRows(query)
  const filter = query.filter ?? { op: 'and', filters: [] }
  const names = [...new Set([...columnsIn(filter), ...page.columns])]
  let total = 0
  // The newest first: mostly they fill the page, and of the others few rows are looked at.
  for (const segment of [...segments].reverse()) {
    const named = async (name: string) => [name, await segment.column(name)] as const
    const columns = new Map<string, Column | undefined>(await Promise.all(names.map(named)))
    const current = RowSet.all(segment.rows).minus(segment.outdated)
    const rows = matchingRows(filter, columns, current)
    total += rows.count()
    page.add(rows, await segment.ids(), columns)
  }
  return { total, places: page.places() }
}
