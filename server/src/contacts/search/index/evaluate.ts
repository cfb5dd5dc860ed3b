import type { Filter } from '../search-query.ts'
import type { Column } from './column.ts'
import type { RowFilter } from './row-filters.ts'
import { RowSet } from './row-set.ts'

/** The columns of one segment, by name; undefined where no contact of it has anything there. */
export type Columns = ReadonlyMap<string, Column | undefined>

/** Which of the candidates a filter takes. */
export function matchingRows(filter: Filter, columns: Columns, candidates: RowSet): RowSet {
  switch (filter.op) {
    case 'and': {
      let left = candidates
      for (const part of cheapestFirst(filter.filters)) left = matchingRows(part, columns, left)
      return left
    }
    case 'or': {
      let taken = new RowSet(candidates.rows)
      for (const part of filter.filters)
        taken = taken.or(matchingRows(part, columns, candidates.minus(taken)))
      return taken
    }
    case 'not':
      return candidates.minus(matchingRows(filter.filter, columns, candidates))
    default: {
      const rows = candidates.count()
      const column = columns.get(filter.column)
      if (rows === 0 || column === undefined) return new RowSet(candidates.rows)
      return rowFilterOf(filter, column, rows)(candidates)
    }
  }
}

/** The columns that a filter looks at. */
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

/** What looks through texts comes after what compares numbers: by then there may be few rows left. */
const costs: Record<Filter['op'], number> = { eq: 0, exists: 0, range: 1, and: 2, or: 3, not: 3, contains: 4 }

const cheapestFirst = (filters: readonly Filter[]) => [...filters].sort((a, b) => costs[a.op] - costs[b.op])
