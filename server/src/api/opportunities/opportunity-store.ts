import { statement } from '../../storage/statement.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { sweptTable } from '../../storage/sweep-rows.ts'
import { type IdListParams, idList } from '../../storage/value-lists.ts'
import { recordContactChange } from '../contacts/contact-store.ts'
import type { ContactRef } from '../contacts/find-contact.ts'
import { followDocuments } from '../documents/follow-documents.ts'
import type { Opportunity } from './opportunity.ts'

export interface OpportunityRow {
  /** JSON of an Opportunity. */
  document: string
}

type Key = { locationId: string; id: string }

export const findOpportunityRow = statement<Key, OpportunityRow>(
  'find-opportunity',
  'SELECT document FROM opportunities WHERE location_id = :locationId AND id = :id',
)

/** The location of an opportunity of a company. Never searches other companies. */
export const findOpportunityHome = statement<{ companyId: string; id: string }, { locationId: string }>(
  'find-opportunity-home',
  `SELECT o.location_id AS "locationId" FROM opportunities o JOIN locations l ON l.id = o.location_id
   WHERE o.id = :id AND l.company_id = :companyId AND l.date_deleted IS NULL LIMIT 1`,
  { placedBy: 'id' },
)

/** An opportunity with the document of its contact; none if the contact has been deleted. */
export const findOpportunityWithContact = statement<
  Key,
  OpportunityRow & { contactId: string; contact: string }
>(
  'find-opportunity-with-contact',
  `SELECT o.document, o.contact_id AS "contactId", c.document AS "contact"
   FROM opportunities o JOIN contacts c ON c.location_id = :locationId AND c.id = o.contact_id
   WHERE o.location_id = :locationId AND o.id = :id`,
)

/** The position of an opportunity of a contact. */
export interface OpportunityPlace {
  id: string
  pipelineId: string
  pipelineStageId: string
  status: string
  dateAdded: number
}

/** The opportunities of a contact, by pipeline and id. */
export const listOpportunitiesOfContact = statement<ContactRef & { limit: number }, OpportunityPlace>(
  'list-opportunities-of-contact',
  `SELECT id, pipeline_id AS "pipelineId", pipeline_stage_id AS "pipelineStageId", status,
     date_added AS "dateAdded"
   FROM opportunities WHERE location_id = :locationId AND contact_id = :contactId
   ORDER BY pipeline_id, id LIMIT :limit`,
)

/** Finds a row if the location has opportunities. */
export const locationHasOpportunities = statement<{ locationId: string }, { one: number }>(
  'location-has-opportunities',
  'SELECT 1 AS "one" FROM opportunities WHERE location_id = :locationId LIMIT 1',
)

/** The states of the opportunities of some contacts, for the search index. */
export const listOpportunityStatesOfContacts = statement<
  IdListParams,
  { contactId: string; pipelineId: string; pipelineStageId: string; status: string }
>(
  'list-opportunity-states-of-contacts',
  `SELECT DISTINCT contact_id AS "contactId", pipeline_id AS "pipelineId",
     pipeline_stage_id AS "pipelineStageId", status
   FROM opportunities WHERE location_id = :locationId AND contact_id IN (${idList})`,
)

/** The lengths of the first opportunities of a contact, in UTF-16 units. */
export const weighOpportunitiesOfContact = statement<ContactRef & { limit: number }, { bytes: number }>(
  'weigh-opportunities-of-contact',
  `SELECT size AS "bytes" FROM opportunities WHERE location_id = :locationId AND contact_id = :contactId
   ORDER BY pipeline_id, id LIMIT :limit`,
)

/** The documents of the opportunities of a contact, by pipeline and id. */
export const readOpportunitiesOfContact = statement<ContactRef & { limit: number }, OpportunityRow>(
  'read-opportunities-of-contact',
  `SELECT document FROM opportunities WHERE location_id = :locationId AND contact_id = :contactId
   ORDER BY pipeline_id, id LIMIT :limit`,
)

const takeOfContact = statement<ContactRef & { limit: number }>(
  'delete-opportunities-of-contact',
  `DELETE FROM opportunities WHERE location_id = :locationId AND contact_id = :contactId AND id IN (
     SELECT id FROM opportunities WHERE location_id = :locationId AND contact_id = :contactId
     ORDER BY pipeline_id, id LIMIT :limit)`,
)

export const opportunitiesToSweep = sweptTable('opportunity', 'opportunities')

type Columns = Key & { pipelineStageId: string; status: string; size: number; document: string }

const insert = statement<Columns & { contactId: string; pipelineId: string; dateAdded: number }>(
  'insert-opportunity',
  `INSERT INTO opportunities (location_id, id, contact_id, pipeline_id, pipeline_stage_id, status, date_added,
     size, document)
   VALUES (:locationId, :id, :contactId, :pipelineId, :pipelineStageId, :status, :dateAdded, :size, :document)`,
)

const update = statement<Columns>(
  'update-opportunity',
  `UPDATE opportunities SET pipeline_stage_id = :pipelineStageId, status = :status, size = :size,
     document = :document
   WHERE location_id = :locationId AND id = :id`,
)

const move = statement<Columns & { pipelineId: string }>(
  'move-opportunity',
  `UPDATE opportunities SET pipeline_id = :pipelineId, pipeline_stage_id = :pipelineStageId, status = :status,
     size = :size, document = :document
   WHERE location_id = :locationId AND id = :id`,
)

const remove = statement<Key>(
  'delete-opportunity',
  'DELETE FROM opportunities WHERE location_id = :locationId AND id = :id',
)

/** The input of the search index. Follows every statement that writes opportunities. */
const recordChange = statement<Key>(
  'record-opportunity-change',
  'INSERT INTO opportunity_changes (location_id, opportunity_id) VALUES (:locationId, :id)',
)

/** Also indexes the contact again: contacts are found by their opportunities. */
async function recordChanges(tx: WriteTx, { locationId, id, contactId }: Opportunity): Promise<void> {
  await tx.run(recordChange, { locationId, id })
  await recordContactChange(tx, { locationId, id: contactId })
}

/**
 * @param opportunity its location must have a pipeline: without one, changes of its contact do not reach the index.
 * @returns the document as stored.
 */
export async function insertOpportunity(tx: WriteTx, opportunity: Opportunity): Promise<string> {
  const { contactId, pipelineId, createdAt } = opportunity
  const columns = columnsOf(opportunity)
  // Its reads precede the first change, so that the write can share a group.
  if (opportunity.customFields.length > 0) await followDocuments(tx, undefined, opportunity)
  await tx.run(insert, { ...columns, contactId, pipelineId, dateAdded: Date.parse(createdAt) })
  await recordChanges(tx, opportunity)
  return columns.document
}

/**
 * Writes a changed opportunity. If the pipeline does not change, the statement omits its column: SQLite would rewrite
 * the index entry.
 * @returns the document as stored.
 */
export async function updateOpportunityRow(
  tx: WriteTx,
  before: Opportunity,
  after: Opportunity,
): Promise<string> {
  const columns = columnsOf(after)
  const { pipelineId } = after
  await followDocuments(tx, before, after)
  if (pipelineId === before.pipelineId) await tx.run(update, columns)
  else await tx.run(move, { ...columns, pipelineId })
  await recordChanges(tx, after)
  return columns.document
}

/** Deletes an opportunity, and its references to documents. */
export async function deleteOpportunityRow(tx: WriteTx, opportunity: Opportunity): Promise<void> {
  const { locationId, id } = opportunity
  await followDocuments(tx, opportunity, undefined)
  await tx.run(remove, { locationId, id })
  await recordChanges(tx, opportunity)
}

/**
 * Returns a function that deletes the first opportunities of a contact. The deletion of the contact records the change
 * of all of them. Call this before the first change, so that the write can share a group.
 */
export async function opportunityTaker(
  tx: WriteTx,
  place: ContactRef & { limit: number },
): Promise<() => Promise<void>> {
  const rows = await tx.all(readOpportunitiesOfContact, place)
  return async () => {
    for (const { document } of rows) await followDocuments(tx, JSON.parse(document) as Opportunity, undefined)
    await tx.run(takeOfContact, place)
  }
}

function columnsOf(opportunity: Opportunity): Columns {
  const { locationId, id, pipelineStageId, status } = opportunity
  const document = JSON.stringify(opportunity)
  return { locationId, id, pipelineStageId, status, size: document.length, document }
}
