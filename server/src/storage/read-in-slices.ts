import { ownTurn } from '../lib/own-turn.ts'
import type { ReadScope, ReadTx, Storage } from './storage.ts'

/** How much is read in one turn of the event loop, in the unit of the rows' sizes: some milliseconds. */
const sizePerSlice = 256 * 1024
/** How many small rows are read in one turn: a database over a network reads them in one batch. */
const usualRowsPerSlice = 128

interface SliceOptions {
  scope?: ReadScope | undefined
  /** Fewer than usual if reading a row takes long regardless of its length. */
  rowsPerSlice?: number
}

/** The length of a row to be read, in bytes of UTF-8 or in characters. */
export interface Sized {
  size: number
}

/**
 * Reads long rows of known length a few at a time, so other work runs in between.
 * @param read reads one row; undefined if it has been deleted meanwhile: it is left out.
 * @returns the rows of each slice, each at the beginning of a turn.
 */
export async function* readInSlices<Place extends Sized, Row>(
  storage: Pick<Storage, 'read'>,
  places: readonly Place[],
  read: (tx: ReadTx, place: Place) => Promise<Row | undefined>,
  { scope, rowsPerSlice = usualRowsPerSlice }: SliceOptions = {},
): AsyncGenerator<Row[]> {
  for (const slice of slicesOf(places, rowsPerSlice)) {
    await ownTurn()
    const rows = await storage.read((tx) => Promise.all(slice.map((place) => read(tx, place))), scope)
    await ownTurn()
    yield rows.filter((row) => row !== undefined)
  }
}

function* slicesOf<Place extends Sized>(places: readonly Place[], rowsPerSlice: number): Generator<Place[]> {
  let slice: Place[] = []
  let size = 0
  for (const place of places) {
    if (slice.length === rowsPerSlice || (slice.length > 0 && size + place.size > sizePerSlice)) {
      yield slice
      slice = []
      size = 0
    }
    slice.push(place)
    size += place.size
  }
  if (slice.length > 0) yield slice
}

/** This many rows with names of 255 characters are less than a megabyte. */
const rowsPerPage = 1000

/**
 * Reads a long list of short rows page by page, so other work runs in between.
 * @param read the rows after one of them, or the first ones: as many as requested, unless there are no more.
 * @param limit the maximum number of rows in all.
 */
export async function* readInPages<Row>(
  read: (after: Row | undefined, limit: number) => Promise<Row[]>,
  limit: number,
): AsyncGenerator<Row[]> {
  let last: Row | undefined
  for (let left = limit; left > 0; ) {
    const asked = Math.min(rowsPerPage, left)
    await ownTurn()
    const page = await read(last, asked)
    await ownTurn()
    yield page
    if (page.length < asked) return
    last = page.at(-1)
    left -= asked
  }
}

/** The sort key of lists with the oldest first. */
export type Added = { dateAdded: number; id: string }

/** Sorts before every row. */
export const beforeAll: Added = { dateAdded: -1, id: '' }

/** The same for lists with the oldest first. @param read the rows after one. */
export const readOldestFirst = <Row extends Added>(
  read: (behind: Added & { limit: number }) => Promise<Row[]>,
  limit: number,
): AsyncGenerator<Row[]> =>
  readInPages<Row>((after, limit) => {
    const { dateAdded, id } = after ?? beforeAll
    return read({ dateAdded, id, limit })
  }, limit)

/** Collects the rows of all slices; for short rows. */
export async function rowsOf<Row>(slices: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const all: Row[] = []
  for await (const rows of slices) all.push(...rows)
  return all
}
