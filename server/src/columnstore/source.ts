import type { Statement } from '../storage/statement.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { ChangeStatements } from './change-store.ts'
import type { RowPlace } from './query.ts'
import type { SegmentStatements } from './segment-store.ts'
import type { RowValues } from './segments/segment-builder.ts'

/**
 * The indexed documents, the log of their changes, and the tables of their index. The column store knows nothing else
 * about them. Each write of a document adds its id to the log in the same transaction.
 */
export interface DocumentSource {
  changes: ChangeStatements
  segments: SegmentStatements
  /** Finds a row if the location exists: the index of a deleted location must not come back. */
  findLocation: Statement<{ id: string }, { one: number }>
  /** @returns one entry per id, in the same order; undefined for a document that does not exist. */
  readChanged(
    tx: ReadTx,
    locationId: string,
    ids: readonly string[],
  ): Promise<(ChangedDocument | undefined)[]>
  /** For the first index of a location. Without it, the documents are read one by one, as the log lists them. */
  scan?: ScanStatements
}

/** Reads a location's documents after an id, in the order of their ids. */
export interface ScanStatements {
  count: Statement<DocumentsAfter, { count: number }>
  readPage(tx: ReadTx, page: DocumentsAfter): Promise<(ChangedDocument & { id: string })[]>
}

/** At most `limit` documents of a location after an id. */
type DocumentsAfter = { locationId: string; afterId: string; limit: number }

/** A source that also presents documents as rows. */
export interface Source<Shape> extends DocumentSource {
  /**
   * Reads what the rows have in a shape.
   * @returns one entry per id, in the same order; undefined for a document that does not exist.
   */
  readDocuments(
    tx: ReadTx,
    locationId: string,
    ids: readonly string[],
    shape: Shape,
  ): Promise<(ReadDocument | undefined)[]>
}

/** Several sources, by name. */
export type Sources<Shapes> = { readonly [Name in keyof Shapes]: Source<Shapes[Name]> }

/** A document to be indexed. */
export interface ChangedDocument {
  /** Builds the columns. Called only if the batch has room for the document. */
  values(): RowValues
}

/** A document to be presented. */
export interface ReadDocument {
  /** The size of what was read, in bytes of UTF-8. */
  bytes: number
  /** @returns the row as JSON. */
  present(place: RowPlace): string
}
