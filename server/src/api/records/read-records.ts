import { type Principal, scopeOf } from '../../auth/principal.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { type ContactRef, findAccessibleContactRef } from '../contacts/find-contact.ts'
import type { RecordRow } from './record-store.ts'
import { findRecord, maxRecords, type NamedRecordKind, type RecordKind } from './records.ts'

/** @returns a contact's records of one kind as the items of a JSON list, the latest first. @throws ApiError 400, 403. */
export async function listRecords(
  { storage }: ApiContext,
  principal: Principal,
  kind: RecordKind,
  contactId: string,
): Promise<JsonPieces> {
  const place = await storage.read(
    (tx) => findAccessibleContactRef(tx, principal, contactId),
    scopeOf(principal),
  )
  return jsonItems(await readRecords(storage, principal, kind, place), ({ document }) => document)
}

/** Reads the records of a contact a few at a time, latest first: they can total 24 MB. */
export async function readRecords(
  storage: Storage,
  principal: Principal,
  { statements }: RecordKind,
  place: ContactRef,
): Promise<AsyncIterable<RecordRow[]>> {
  const scope = scopeOf(principal)
  const listed = await storage.read((tx) => tx.all(statements.list, { ...place, limit: maxRecords }), scope)
  const find = (tx: ReadTx, { id }: { id: string }) => tx.get(statements.find, { ...place, id })
  return readInSlices(storage, listed, find, { scope })
}

/** @returns JSON of one record. @throws ApiError 400, 403. */
export const getRecord = (
  { storage }: ApiContext,
  principal: Principal,
  kind: NamedRecordKind,
  contactId: string,
  id: string,
): Promise<string> =>
  storage.read(async (tx) => {
    const place = await findAccessibleContactRef(tx, principal, contactId)
    return (await findRecord(tx, kind, place, id)).document
  }, scopeOf(principal))
