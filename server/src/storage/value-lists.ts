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
