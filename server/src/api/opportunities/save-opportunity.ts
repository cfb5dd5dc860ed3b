import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { refuseTooLarge } from '../document-size.ts'
import { eventRecorder } from '../events/record-events.ts'
import { readProfile } from '../locations/location-profile.ts'
import { findLocationProfile } from '../locations/location-store.ts'
import { maxOpportunities, type Opportunity } from './opportunity.ts'
import { eventsOfUpdate } from './opportunity-events.ts'
import {
  insertOpportunity,
  listOpportunitiesOfContact,
  type OpportunityPlace,
  updateOpportunityRow,
} from './opportunity-store.ts'

/** Adds an opportunity to its contact. @throws ApiError 400 if it is a duplicate or one too many, 422 if too large. */
export async function addOpportunity(tx: WriteTx, opportunity: Opportunity): Promise<void> {
  const others = await opportunitiesOf(tx, opportunity)
  if (opportunity.status === 'open') await refuseDuplicate(tx, opportunity, others)
  if (others.length >= maxOpportunities) throw errors.tooManyOfContact('opportunities', maxOpportunities)
  refuseTooLarge(await insertOpportunity(tx, opportunity), '', 'opportunity')
}

/**
 * Writes a changed opportunity, and records it; nothing if it is the same one.
 * @throws ApiError 400, 422 as above.
 */
export async function saveOpportunity(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  before: Opportunity,
  after: Opportunity,
): Promise<void> {
  if (after === before) return
  const events = await eventRecorder(tx, { locationId: after.locationId, ids, at: clock.now() })
  const isOpened = before.status !== 'open' || before.pipelineId !== after.pipelineId
  if (after.status === 'open' && isOpened) await refuseDuplicate(tx, after, await opportunitiesOf(tx, after))
  refuseTooLarge(await updateOpportunityRow(tx, before, after), JSON.stringify(before), 'opportunity')
  await events.record(() => eventsOfUpdate(before, after))
}

/** The opportunities of the same contact. */
const opportunitiesOf = (tx: ReadTx, { locationId, contactId }: Opportunity): Promise<OpportunityPlace[]> =>
  tx.all(listOpportunitiesOfContact, { locationId, contactId, limit: maxOpportunities })

/**
 * Refuses a second open opportunity of a contact in a pipeline, unless the location allows it.
 * @throws ApiError 400 that names the other one.
 */
async function refuseDuplicate(
  tx: ReadTx,
  { locationId, pipelineId, id }: Opportunity,
  all: readonly OpportunityPlace[],
): Promise<void> {
  const other = all.find((one) => one.pipelineId === pipelineId && one.status === 'open' && one.id !== id)
  if (!other) return
  const { settings } = readProfile(await tx.get(findLocationProfile, { id: locationId }))
  if (!settings?.allowDuplicateOpportunity) throw errors.opportunityDuplicate(other.id)
}
