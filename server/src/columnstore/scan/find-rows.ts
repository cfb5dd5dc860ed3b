import type { Query, RowPlace } from '../query.ts'
import { BitSet } from '../segments/bit-set.ts'
import type { Column } from '../segments/column.ts'
import type { Segment } from '../segments/segment.ts'
import { columnsIn, matchingRows } from './evaluate-filter.ts'
import type { QueryBudget } from './query-budget.ts'
import { PageOfRows } from './top-k.ts'

/**
 * Finds the rows of a query in segments.
 * @param segments oldest first.
 * @returns the number of matching rows, the places of the page in order, and whether there are rows after it.
 * @throws QueryTooCostlyError, QueryCancelledError
 */
export async function findRows(
  segments: readonly Segment[],
  query: Query,
  budget: QueryBudget,
): Promise<{ total: number; places: RowPlace[]; hasMore: boolean }> {
  const page = new PageOfRows(query)
  const filter = query.filter ?? { op: 'and', filters: [] }
  const names = [...new Set([...columnsIn(filter), ...page.columns])]
  let total = 0
  // Newest first: these usually fill the page, and most rows of older segments are skipped.
  for (const segment of [...segments].reverse()) {
    const named = async (name: string) => [name, await segment.column(name)] as const
    const columns = new Map<string, Column | undefined>(await Promise.all(names.map(named)))
    const current = BitSet.all(segment.rows).minus(segment.tombstones)
    const rows = await matchingRows(filter, columns, current, budget)
    const count = rows.count()
    total += count
    await budget.spend(count)
    page.add(rows, await segment.ids(), columns)
  }
  return { total, places: page.places(), hasMore: page.hasMore }
}
