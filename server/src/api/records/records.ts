import type { ApiError } from '../../http/api-error.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { isId } from '../../lib/ids.ts'
import { maxConcurrentWrites } from '../../storage/concurrent-writes.ts'
import type { SqlParams } from '../../storage/statement.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { type ContactRef, contactOfPath } from '../contacts/find-contact.ts'
import type { NewEvent } from '../events/record-events.ts'
import type { FoundRecord, RecordStatements } from './record-store.ts'

/** A kind of record of a contact: notes, tasks, appointments. */
export interface RecordKind {
  /** The plural in errors: `notes`. */
  plural: string
  statements: RecordStatements
}

/** A kind whose records are requested by id. */
export interface NamedRecordKind extends RecordKind {
  notFound(id: string): ApiError
  eventsOfDeletion(found: FoundRecord): NewEvent[]
}

/** The most records of one kind per contact. */
export const maxRecords = 10_000

/** The total length of a contact's records of one kind, in UTF-16 units: a list returns them all. */
export const maxRecordsLength = 8 * 1024 * 1024

/**
 * Adds a record to a contact.
 * @param sortTime the sort key of lists, in milliseconds since 1970.
 * @param further the values of the columns that only this kind has.
 * @returns JSON of the record.
 * @throws ApiError 400 or 422 if the contact has reached the limit.
 */
export async function addRecord(
  tx: WriteTx,
  { statements, plural }: RecordKind,
  place: ContactRef,
  sortTime: number,
  record: { id: string },
  further: SqlParams = {},
): Promise<string> {
  const document = JSON.stringify(record)
  // Measured before the first change, so that the write can share a group.
  const { count, size } = await measureAboutWith(tx, statements, place, document.length)
  if (count > maxRecords) throw errors.tooManyOfContact(plural, maxRecords)
  refuseTooLong(plural, size)
  return insertDocument(tx, statements, { ...place, id: record.id, sortTime, document }, further)
}

/** Adds a record to a contact that has room for it: see `addRecord`, which checks that. */
export const insertRecord = (
  tx: WriteTx,
  { statements }: Pick<RecordKind, 'statements'>,
  place: ContactRef,
  sortTime: number,
  record: { id: string },
  further: SqlParams,
): Promise<string> =>
  insertDocument(
    tx,
    statements,
    { ...place, id: record.id, sortTime, document: JSON.stringify(record) },
    further,
  )

async function insertDocument(
  tx: WriteTx,
  { insert }: RecordStatements,
  row: ContactRef & { id: string; sortTime: number; document: string },
  further: SqlParams,
): Promise<string> {
  await tx.run(insert, { ...row, size: row.document.length, ...further })
  return row.document
}

/** Whether a record can be added to a contact. */
export async function hasRoomFor(
  tx: ReadTx,
  { statements }: RecordKind,
  place: ContactRef,
  record: object,
): Promise<boolean> {
  const { length } = JSON.stringify(record)
  const { count, size } = await measureWith(tx, statements.measure, place, length)
  return count <= maxRecords && size <= maxRecordsLength
}

/** Most records are shorter. */
const shortLength = 4096
const farFromCount = maxRecords - maxConcurrentWrites
/** The other half has room for the short records of concurrent writes, and for a few long ones. */
const farFromLength = maxRecordsLength / 2

/**
 * As `measureWith`. Far from the limits, concurrent writes of short records cannot reach them together, so an approximate
 * result is enough: the exact one would admit only one such write in a group.
 */
async function measureAboutWith(
  tx: ReadTx,
  { measure, measureAbout }: RecordStatements,
  place: ContactRef,
  length: number,
): Promise<Measured> {
  if (length <= shortLength) {
    const about = await measureWith(tx, measureAbout, place, length)
    if (about.count <= farFromCount && about.size <= farFromLength) return about
  }
  return measureWith(tx, measure, place, length)
}

interface Measured {
  count: number
  /** The total length. */
  size: number
}

/** How many records of a kind a contact has together with a new one of a length, and how long they are. */
async function measureWith(
  tx: ReadTx,
  measure: RecordStatements['measure'],
  place: ContactRef,
  length: number,
): Promise<Measured> {
  const { count = 0, size = 0 } = (await tx.get(measure, place)) ?? {}
  return { count: count + 1, size: size + length }
}

/**
 * Writes a changed record.
 * @param further the values of the columns that only this kind has.
 * @returns JSON of the record.
 * @throws ApiError 422 if it is too long.
 */
export async function replaceRecord(
  tx: WriteTx,
  { statements, plural }: RecordKind,
  place: ContactRef,
  before: string,
  record: { id: string },
  further: SqlParams = {},
): Promise<string> {
  const document = JSON.stringify(record)
  if (document === before) return before
  const size = document.length
  const growth = size - before.length
  if (growth > 0) refuseTooLong(plural, ((await tx.get(statements.measure, place))?.size ?? 0) + growth)
  await tx.run(statements.update, { ...place, id: record.id, size, document, ...further })
  return document
}

/** @throws ApiError if the contact has no such record. */
export async function findRecord(
  tx: ReadTx,
  { statements, notFound }: NamedRecordKind,
  place: ContactRef,
  id: string,
): Promise<FoundRecord> {
  const row = isId(id) ? await tx.get(statements.find, { ...place, id }) : undefined
  if (!row) throw notFound(id)
  return row
}

/** @throws ApiError 422. */
export function refuseTooLong(plural: string, size: number): void {
  if (size > maxRecordsLength)
    throw errors.unprocessable([
      `the ${plural} of the contact must not grow beyond ${maxRecordsLength} characters`,
    ])
}

/**
 * The precondition of operations on a record of the contact of their path.
 * @param param the name of the record's id in the path. @throws ApiError 400, 403.
 */
export const recordOfPath =
  (kind: NamedRecordKind, param: string) =>
  async (tx: ReadTx, request: OperationRequest): Promise<void> => {
    const place = await contactOfPath(tx, request)
    await findRecord(tx, kind, place, (request.params as Record<string, string>)[param] ?? '')
  }

/** An optional text after an update: a missing one leaves it, `""` removes it. */
export const changedText = (before: string | undefined, sent: string | undefined): string | undefined =>
  sent === undefined ? before : sent || undefined
