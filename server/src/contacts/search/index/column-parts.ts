/** A column that is larger is kept in several rows, each written by itself: a write of 128 MB held others up for 3 s. */
export const bytesPerPart = 1024 * 1024

/** Ids and the names of fields have no such character. */
const mark = '#'

/** The rows that a column is kept in, in order. */
export function* partsOf(name: string, content: Buffer): Generator<[string, Buffer]> {
  if (content.byteLength <= bytesPerPart) {
    yield [name, content]
    return
  }
  for (let from = 0; from < content.byteLength; from += bytesPerPart) {
    // Copies: a view takes all that it is a part of to the other thread.
    const part = new Uint8Array(content.subarray(from, from + bytesPerPart))
    yield [partName(name, from / bytesPerPart), Buffer.from(part.buffer)]
  }
}

/** How many rows each column is kept in. */
export const partCounts = (columns: ReadonlyMap<string, Buffer>): Map<string, number> =>
  new Map(
    [...columns].map(([name, { byteLength }]) => [name, Math.max(1, Math.ceil(byteLength / bytesPerPart))]),
  )

/** The same, of the names of all rows. */
export function partCountsOfRows(rowNames: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const rowName of rowNames) {
    const [name = ''] = rowName.split(mark, 1)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** The name of the row that a part stands in; the first has the column's own. */
export const partName = (name: string, part: number) => (part === 0 ? name : `${name}${mark}${part}`)
