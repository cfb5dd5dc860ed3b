import type { Column, KeyRange, Row, Table } from './table.ts'

/** Column names, separated by commas. */
export const namesOf = (columns: readonly Column[]): string => columns.map(({ name }) => name).join(', ')

export const keyColumns = (table: Table): Column[] => table.key.map((place) => table.columns[place] as Column)

/**
 * The SQL condition for a range of rows, with its parameters.
 * @param place returns the text of the parameter with that number, from 1.
 * @returns an empty text for the range of all rows.
 */
export function inRange(
  table: Table,
  { after, upTo }: KeyRange,
  place: (number: number) => string,
): { where: string; values: Row } {
  const names = namesOf(keyColumns(table))
  const conditions: string[] = []
  const values = []
  for (const [sign, key] of [['>', after] as const, ['<=', upTo] as const]) {
    if (key === undefined) continue
    const first = values.length
    conditions.push(`(${names}) ${sign} (${key.map((_, index) => place(first + index + 1)).join(', ')})`)
    values.push(...key)
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values }
}
