import type { Statement } from './statement.ts'
import type { ReadTx } from './storage.ts'

/**
 * List parameters for statements that take many values: the engines share no syntax for a list as one parameter. A
 * statement has room for a full list, and a shorter list is padded with its first value, so repeated values must not
 * change the result.
 */

/** The number of values in a list. */
const listLength = 50

const places = Array.from({ length: listLength }, (_, place) => place)

/** Text for each value of a list in a statement, separated by commas: `:name0, :name1, …`. */
export const listOf = (textAt: (place: number) => string): string => places.map(textAt).join(', ')

/** The parameters of a list: `{ name0, name1, … }`. @param values as `fullLists` makes them. */
export const listParams = (word: string, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value, place) => [`${word}${place}`, value]))

/** Splits values into lists for such statements. */
export function fullLists(values: readonly string[]): string[][] {
  const lists: string[][] = []
  for (let from = 0; from < values.length; from += listLength) {
    const first = values[from] ?? ''
    lists.push(places.map((place) => values[from + place] ?? first))
  }
  return lists
}

/** The parameters of a statement on the rows that belong to some ids: `id IN (${idList})`. */
export type IdListParams = { locationId: string } & Record<string, string>

/** The parameters for a list of ids in a statement: `:id0, :id1, …`. */
export const idList = listOf((place) => `:id${place}`)

/** Reads all rows that belong to some ids of a location, in one statement for each list of ids. */
export async function readByIds<Row>(
  tx: ReadTx,
  statement: Statement<IdListParams, Row>,
  locationId: string,
  ids: readonly string[],
): Promise<Row[]> {
  const read = (list: readonly string[]) => tx.all(statement, { locationId, ...listParams('id', list) })
  return (await Promise.all(fullLists(ids).map(read))).flat()
}
