import type { ReadTx } from '../storage/storage.ts'
import type { RowPlace } from './query.ts'
import type { ReadDocument, Source } from './source.ts'

/**
 * The maximum size of a page, in bytes of UTF-8: 500 documents of 32 KiB. Memory holds a page about three times: as
 * stored, with two bytes a character, and as returned.
 */
const maxPageBytes = 16 * 1024 * 1024
/** The number of documents read at once. */
const documentsPerRead = 20

/** A document that a query found. */
interface FoundDocument extends ReadDocument {
  place: RowPlace
}

export interface PageOfDocuments {
  documents: FoundDocument[]
  /** Set if the documents of the page are too large in total. There are none then. */
  isTooLarge?: true
}

/** Reads the documents of a page. Omits documents that were deleted after the scan. */
export async function readPage<Shape>(
  tx: ReadTx,
  source: Pick<Source<Shape>, 'readDocuments'>,
  locationId: string,
  places: readonly RowPlace[],
  shape: Shape,
): Promise<PageOfDocuments> {
  const documents: FoundDocument[] = []
  let bytes = 0
  for (let from = 0; from < places.length; from += documentsPerRead) {
    const some = places.slice(from, from + documentsPerRead)
    const ids = some.map(({ id }) => id)
    const read = await source.readDocuments(tx, locationId, ids, shape)
    for (const [at, place] of some.entries()) {
      const document = read[at]
      if (document === undefined) continue
      bytes += document.bytes
      if (bytes > maxPageBytes) return { documents: [], isTooLarge: true }
      documents.push({ ...document, place })
    }
  }
  return { documents }
}
