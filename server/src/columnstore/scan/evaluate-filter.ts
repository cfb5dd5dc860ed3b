import type { Filter } from '../query.ts'
import { BitSet } from '../segments/bit-set.ts'
import type { Column } from '../segments/column.ts'
import type { RowFilter } from '../segments/row-filters.ts'
import type { QueryBudget } from './query-budget.ts'

/** The columns of one segment, by name; undefined if no row has a value. */
export type Columns = ReadonlyMap<string, Column | undefined>

/**
 * The candidates that match a filter.
 * @throws QueryTooCostlyError, QueryCancelledError
 */
export async function matchingRows(
  filter: Filter,
  columns: Columns,
  candidates: BitSet,
  budget: QueryBudget,
): Promise<BitSet> {
  // The cost of combining sets of rows.
  await budget.spend(candidates.words.length)
  switch (filter.op) {
    case 'and': {
      let left = candidates
      for (const part of cheapestFirst(filter.filters)) left = await matchingRows(part, columns, left, budget)
      return left
    }
    case 'or': {
      let matched = new BitSet(candidates.rows)
      for (const part of filter.filters)
        matched = matched.or(await matchingRows(part, columns, candidates.minus(matched), budget))
      return matched
    }
    case 'not':
      return candidates.minus(await matchingRows(filter.filter, columns, candidates, budget))
    default: {
      const rows = candidates.count()
      const column = columns.get(filter.column)
      if (rows === 0 || column === undefined) return new BitSet(candidates.rows)
      await budget.spend(column.workOf(filter.op, rows))
      return rowFilterOf(filter, column, rows)(candidates)
    }
  }
}

/** The columns that a filter reads. */
export function columnsIn(filter: Filter): string[] {
  if ('filters' in filter) return filter.filters.flatMap(columnsIn)
  return filter.op === 'not' ? columnsIn(filter.filter) : [filter.column]
}

type Leaf = Extract<Filter, { column: string }>

function rowFilterOf(leaf: Leaf, column: Column, rows: number): RowFilter {
  switch (leaf.op) {
    case 'eq':
      return column.eq(leaf.values)
    case 'contains':
      return column.contains(leaf.text, rows)
    case 'exists':
      return column.exists()
    case 'range':
      return column.range(leaf.bounds)
  }
}

/** Filters that search texts run after those that compare numbers, when fewer rows may be left. */
const costs: Record<Filter['op'], number> = { eq: 0, exists: 0, range: 1, and: 2, or: 3, not: 3, contains: 4 }

const cheapestFirst = (filters: readonly Filter[]) => [...filters].sort((a, b) => costs[a.op] - costs[b.op])
