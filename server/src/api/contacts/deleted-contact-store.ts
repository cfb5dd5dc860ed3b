import type { Principal } from '../../auth/principal.ts'
import type { Clock } from '../../lib/clock.ts'
import { statement } from '../../storage/statement.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { fullLists, listOf, listParams } from '../../storage/value-lists.ts'
import type { ContactRef } from './find-contact.ts'

/** The server remembers the id of a deleted contact for 90 days. */
const keptMs = 90 * 24 * 60 * 60 * 1000

/** Greater than one, so the ids of a location become fewer again, and small enough to cost no time. */
const prunedPerDeletion = 4
/** The most ids in one write, which takes a few milliseconds. */
const prunedPerWrite = 200

// An id can be deleted a second time after a backup was restored. The 90 days then start again.
const insertDeleted = statement<ContactRef & { dateDeleted: number }>(
  'insert-deleted-contact',
  `INSERT INTO deleted_contacts (location_id, contact_id, date_deleted)
   VALUES (:locationId, :contactId, :dateDeleted)
   ON CONFLICT (location_id, contact_id) DO UPDATE SET date_deleted = excluded.date_deleted`,
)

const findDeletedInLocation = statement<ContactRef & { after: number }, { one: number }>(
  'find-deleted-contact-in-location',
  `SELECT 1 AS "one" FROM deleted_contacts
   WHERE location_id = :locationId AND contact_id = :contactId AND date_deleted > :after`,
)

const findDeletedInCompany = statement<
  { companyId: string; contactId: string; after: number },
  { one: number }
>(
  'find-deleted-contact-in-company',
  `SELECT 1 AS "one" FROM deleted_contacts d JOIN locations l ON l.id = d.location_id
   WHERE d.contact_id = :contactId AND d.date_deleted > :after
     AND l.company_id = :companyId AND l.date_deleted IS NULL LIMIT 1`,
  { placedBy: 'contactId' },
)

const findDeletedIds = statement<
  { locationId: string; after: number } & Record<string, string | number>,
  { id: string }
>(
  'find-deleted-contact-ids',
  `SELECT contact_id AS "id" FROM deleted_contacts
   WHERE location_id = :locationId AND date_deleted > :after
     AND contact_id IN (${listOf((place) => `:id${place}`)})`,
)

const prune = statement<{ locationId: string; until: number; limit: number }>(
  'prune-deleted-contacts',
  `DELETE FROM deleted_contacts WHERE location_id = :locationId AND contact_id IN (
     SELECT contact_id FROM deleted_contacts WHERE location_id = :locationId AND date_deleted <= :until
     ORDER BY date_deleted, contact_id LIMIT :limit)`,
)

/** The next location, by id, that has an expired id. */
const nextWithExpired = statement<{ after: string; until: number }, { locationId: string }>(
  'next-location-with-expired-deleted-contacts',
  `SELECT location_id AS "locationId" FROM deleted_contacts
   WHERE location_id > :after AND date_deleted <= :until ORDER BY location_id LIMIT 1`,
)

/** Records that a deleted contact has sub-resources left. */
export const insertDeletion = statement<ContactRef>(
  'insert-contact-deletion',
  'INSERT INTO contact_deletions (location_id, contact_id) VALUES (:locationId, :contactId)',
)

export const endDeletion = statement<ContactRef>(
  'end-contact-deletion',
  'DELETE FROM contact_deletions WHERE location_id = :locationId AND contact_id = :contactId',
)

export const listDeletions = statement<{ limit: number }, ContactRef>(
  'list-contact-deletions',
  `SELECT location_id AS "locationId", contact_id AS "contactId" FROM contact_deletions
   ORDER BY location_id, contact_id LIMIT :limit`,
)

/** Remembers that a contact was deleted, and forgets a few that were deleted 90 days ago. */
export async function rememberDeleted(tx: WriteTx, place: ContactRef, clock: Clock): Promise<void> {
  const dateDeleted = clock.now()
  await tx.run(insertDeleted, { ...place, dateDeleted })
  const { locationId } = place
  await tx.run(prune, { locationId, until: dateDeleted - keptMs, limit: prunedPerDeletion })
}

/** Whether a location that the caller can access deleted the contact within the last 90 days. */
export async function wasDeleted(
  tx: ReadTx,
  { companyId, locationId }: Principal,
  contactId: string,
  clock: Clock,
): Promise<boolean> {
  const after = clock.now() - keptMs
  const found =
    locationId === undefined
      ? await tx.get(findDeletedInCompany, { companyId, contactId, after })
      : await tx.get(findDeletedInLocation, { locationId, contactId, after })
  return found !== undefined
}

/** Those of the ids that contacts had which the location deleted within the last 90 days. */
export async function deletedAmong(
  tx: ReadTx,
  locationId: string,
  ids: readonly string[],
  clock: Clock,
): Promise<string[]> {
  const found: string[] = []
  const after = clock.now() - keptMs
  for (const list of fullLists(ids)) {
    const params = { locationId, after, ...listParams('id', list) }
    found.push(...(await tx.all(findDeletedIds, params)).map(({ id }) => id))
  }
  return found
}

/** The next location, by id, that has expired ids. */
export const findLocationWithExpired = async (
  tx: ReadTx,
  after: string,
  clock: Clock,
): Promise<string | undefined> =>
  (await tx.get(nextWithExpired, { after, until: clock.now() - keptMs }))?.locationId

/** Forgets some of the expired ids of a location. @returns how many. */
export const forgetExpired = (tx: WriteTx, locationId: string, clock: Clock): Promise<number> =>
  tx.change(prune, { locationId, until: clock.now() - keptMs, limit: prunedPerWrite })
