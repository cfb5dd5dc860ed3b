import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { findRecord, maxRecords, type NamedRecordKind, type RecordKind } from './records.ts'

/** @returns JSON of a contact's records of one kind, the latest first. @throws ApiError 400, 403. */
export const listRecords = (
  { storage }: ContactContext,
  principal: Principal,
  kind: RecordKind,
  contactId: string,
): Promise<string> =>
  storage.read(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    const rows = await tx.all(kind.statements.list, { ...place, limit: maxRecords })
    return `[${rows.map((row) => row.document).join(',')}]`
  }, scopeOf(principal))

/** @returns JSON of one record. @throws ApiError 400, 403. */
export const getRecord = (
  { storage }: ContactContext,
  principal: Principal,
  kind: NamedRecordKind,
  contactId: string,
  id: string,
): Promise<string> =>
  storage.read(
    async (tx) => findRecord(tx, kind, await findReachablePlace(tx, principal, contactId), id),
    scopeOf(principal),
  )
