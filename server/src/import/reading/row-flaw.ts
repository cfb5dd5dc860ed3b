import { isEmail } from '../../lib/addresses.ts'

/**
 * Why a record cannot be imported as a row.
 * @param columns the names in the header.
 * @returns undefined if it can.
 */
export function flawOfRecord(
  record: readonly string[],
  columns: readonly string[],
  delimiter: string,
): string | undefined {
  if (isHeader(record, columns)) return 'it repeats the header'
  return record.some((cell) => hasRows(cell, columns.length, delimiter))
    ? 'a quote opens in it and closes in a later row: its cells have other rows in them'
    : undefined
}

/** Files that were put together have several headers. */
const isHeader = (record: readonly string[], columns: readonly string[]): boolean =>
  columns.length > 1 &&
  record.length === columns.length &&
  record.every((cell, index) => cell.replace(/^\ufeff/, '').trim() === columns[index])

/** Whether a cell has swallowed the rest of its row and the rows after it, because a stray quote has opened it. */
function hasRows(cell: string, width: number, delimiter: string): boolean {
  if (!/[\r\n]/.test(cell)) return false
  const [, ...lines] = cell.split(/[\r\n]+/)
  // The quote of a later cell has closed it, and text follows.
  if (cell.startsWith('"') && lines.some((line) => line.includes(`${delimiter}"`))) return true
  return lines.some((line) => {
    const cells = line.split(delimiter).map((part) => part.trim())
    const others = cells.filter((part) => !isEmail(part))
    return cells.length >= width && others.length < cells.length && others.some((part) => part !== '')
  })
}
