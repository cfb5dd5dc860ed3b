/** Larger columns are stored in several rows, each in its own write: a write of 128 MB delayed others by 3 s. */
export const bytesPerChunk = 1024 * 1024

/** Separates a column's name from the chunk's number. No column name contains it. */
const mark = '#'

/** The rows in which a column is stored, in order. */
export function* columnChunks(name: string, content: Buffer): Generator<[string, Buffer]> {
  if (content.byteLength <= bytesPerChunk) {
    yield [name, content]
    return
  }
  for (let from = 0; from < content.byteLength; from += bytesPerChunk) {
    // A copy, because posting a view to another thread sends its whole buffer.
    const chunk = new Uint8Array(content.subarray(from, from + bytesPerChunk))
    yield [chunkName(name, from / bytesPerChunk), Buffer.from(chunk.buffer)]
  }
}

/** The number of rows in which each column is stored. */
export const chunkCounts = (columns: ReadonlyMap<string, Buffer>): Map<string, number> =>
  new Map(
    [...columns].map(([name, { byteLength }]) => [name, Math.max(1, Math.ceil(byteLength / bytesPerChunk))]),
  )

/** As `chunkCounts`, from the names of all rows. */
export function chunkCountsOfRows(rowNames: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const rowName of rowNames) {
    const [name = ''] = rowName.split(mark, 1)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** The row name of a chunk. The first chunk has the name of the column. */
export const chunkName = (name: string, chunk: number) => (chunk === 0 ? name : `${name}${mark}${chunk}`)
