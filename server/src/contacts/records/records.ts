import { type ApiError, errors } from '../../http/errors.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { type ContactPlace, isId } from '../find-contact.ts'
import type { RecordStatements } from './record-store.ts'

/** A kind of what hangs on a contact as documents of their own: notes, tasks, appointments. */
export interface RecordKind {
  /** As errors name several of them: `notes`. */
  plural: string
  statements: RecordStatements
}

/** A kind whose records are asked for by their ids. */
export interface NamedRecordKind extends RecordKind {
  notFound(id: string): ApiError
}

/** The most records of one kind that a contact has. */
export const maxRecords = 10_000

/** How long the records of one kind are together, of one contact, in UTF-16 units: a list answers them all. */
export const maxRecordsLength = 8 * 1024 * 1024

/**
 * Adds a record to a contact.
 * @param sortTime what lists are ordered by, in milliseconds since 1970.
 * @returns JSON of the record. @throws ApiError 400 or 422 where the contact has as many as it can.
 */
export async function addRecord(
  tx: WriteTx,
  { statements, plural }: RecordKind,
  place: ContactPlace,
  sortTime: number,
  record: { id: string },
): Promise<string> {
  const document = JSON.stringify(record)
  const size = document.length
  await tx.run(statements.insert, { ...place, id: record.id, sortTime, size, document })
  const all = await tx.get(statements.measure, place)
  if (all && all.count > maxRecords) throw errors.tooManyOfContact(plural, maxRecords)
  refuseTooLong(plural, all?.size ?? 0)
  return document
}

/** Writes a record that was changed. @returns JSON of the record. @throws ApiError 422 where it gets too long. */
export async function replaceRecord(
  tx: WriteTx,
  { statements, plural }: RecordKind,
  place: ContactPlace,
  before: string,
  record: { id: string },
): Promise<string> {
  const document = JSON.stringify(record)
  if (document === before) return before
  const size = document.length
  await tx.run(statements.update, { ...place, id: record.id, size, document })
  if (size > before.length) refuseTooLong(plural, (await tx.get(statements.measure, place))?.size ?? 0)
  return document
}

/** @returns JSON of the record. @throws ApiError where the contact has none of the id. */
export async function findRecord(
  tx: ReadTx,
  { statements, notFound }: NamedRecordKind,
  place: ContactPlace,
  id: string,
): Promise<string> {
  const row = isId(id) ? await tx.get(statements.find, { ...place, id }) : undefined
  if (!row) throw notFound(id)
  return row.document
}

/** Throwing undoes what the transaction has written. */
function refuseTooLong(plural: string, size: number): void {
  if (size > maxRecordsLength)
    throw errors.unprocessable([
      `the ${plural} of the contact must not grow beyond ${maxRecordsLength} characters`,
    ])
}
