import type { Statement } from '../storage/statement.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { FoundDocument } from './query.ts'
import type { RowValues } from './segments/segment-builder.ts'

/** The id of a document, and its location. */
interface DocumentRef {
  locationId: string
  id: string
}

/**
 * The indexed documents and the log of their changes. The column store knows nothing else about them. Each write of a
 * document adds its id to the log in the same transaction.
 */
export interface DocumentSource {
  /** The changes of a location after one of them, in the order in which they were committed. */
  listChanges: Statement<
    { locationId: string; after: number; limit: number },
    { sequence: number; documentId: string }
  >
  /** The locations that have changes, by id, with the numbers of their first and last change. */
  listChangedLocations: Statement<
    { after: string; limit: number },
    { locationId: string; first: number; last: number }
  >
  /** @returns undefined if the document does not exist. */
  readChanged(tx: ReadTx, ref: DocumentRef): Promise<ChangedDocument | undefined>
  /** @returns the document's JSON, or undefined if it does not exist. */
  readDocument(tx: ReadTx, ref: DocumentRef): Promise<string | undefined>
}

/** A source that also formats documents for responses. */
export interface Source<Shape extends string> extends DocumentSource {
  /** @returns the JSON of a found document in a shape. */
  present(shape: Shape, found: FoundDocument): string
}

/** A document to be indexed. */
interface ChangedDocument {
  characters: number
  /** Builds the columns. Called only if the batch has room for the document. */
  values(): RowValues
}

/** The statements of the source that index writes use. */
export interface SourceWrites {
  /** Finds a row if the location exists: the index of a deleted location must not come back. */
  findLocation: Statement<{ id: string }, { one: number }>
  /** The count and the last of a location's first changes: at most `limit`, and none after `to`. */
  findFirstChanges: Statement<
    { locationId: string; to: number; limit: number },
    { count: number; last: number | null }
  >
  /** Deletes the changes of a location up to and including `to`. */
  deleteChanges: Statement<{ locationId: string; to: number }, never>
}
