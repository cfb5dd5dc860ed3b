import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import { isId } from '../../lib/ids.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import type { Contact } from '../contacts/contact.ts'
import { findContact } from '../contacts/contact-store.ts'
import { eventRecorder } from '../events/record-events.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { type PhonesContext, withPhonesParsedFirst } from '../phones/parse-phones-first.ts'
import type { WholeOpportunity } from './find-opportunity.ts'
import { changedOpportunity, newOpportunity, type OpportunityChange } from './opportunity.ts'
import { eventsOfCreation } from './opportunity-events.ts'
import type { CreateOpportunityBody } from './opportunity-schemas.ts'
import { resolveOpportunity, type SentOpportunity } from './resolve-opportunity.ts'
import { addOpportunity } from './save-opportunity.ts'

/** An opportunity after a write, with its contact. */
export interface WrittenOpportunity extends WholeOpportunity {
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Create Opportunity. Checks the location (401), the contact, and the values that depend on the location (400), then
 * whether it is a duplicate (400).
 */
export const createOpportunity = (
  context: ApiContext,
  principal: Principal,
  { locationId, contactId, ...fields }: CreateOpportunityBody,
): Promise<WrittenOpportunity> =>
  withPhonesParsedFirst(context, (withPhones) =>
    context.storage.write(
      async (tx) => {
        await findReachableLocation(tx, principal, locationId)
        const contact = await requireContact(tx, locationId, contactId)
        return createOpportunityOf(tx, withPhones, contact, requireName(fields))
      },
      scopeIn(principal, locationId),
    ),
  )

/** A contact of the location. @throws ApiError 400. */
export async function requireContact(tx: ReadTx, locationId: string, id: string): Promise<Contact> {
  const row = isId(id) ? await tx.get(findContact, { locationId, id }) : undefined
  if (!row) throw errors.contactNotFound(id)
  return JSON.parse(row.document) as Contact
}

/** As `makeOpportunity`, and records it. */
export async function createOpportunityOf(
  tx: WriteTx,
  context: PhonesContext,
  contact: Contact,
  fields: NewOpportunity,
  more?: OpportunityChange,
): Promise<WrittenOpportunity> {
  const { ids, clock } = context
  const events = await eventRecorder(tx, { locationId: contact.locationId, ids, at: clock.now() })
  const made = await makeOpportunity(tx, context, contact, fields, more)
  await events.record(() => eventsOfCreation(made.opportunity))
  return made
}

type NewOpportunity = SentOpportunity & { pipelineId: string }

/**
 * Creates an opportunity of a contact, without events: for seeds.
 * @param fields without a name, it is that of the contact.
 * @param more changes that a request for a new opportunity cannot have.
 * @throws ApiError 400, 422.
 */
export async function makeOpportunity(
  tx: WriteTx,
  { clock, ids, phones }: PhonesContext,
  contact: Contact,
  { name, ...fields }: NewOpportunity,
  more: OpportunityChange = {},
): Promise<WrittenOpportunity> {
  const now = new Date(clock.now()).toISOString()
  const { id: contactId, locationId } = contact
  const place = { id: ids.next(), locationId, contactId, pipelineId: '', pipelineStageId: '' }
  const blank = newOpportunity({ ...place, name: name ?? nameOf(contact) }, now)
  const { change, ignoredFields } = await resolveOpportunity(tx, { ids, phones }, blank, fields)
  const opportunity = changedOpportunity(blank, { ...change, ...more }, now)
  await addOpportunity(tx, opportunity)
  return { opportunity, contact, ignoredFields }
}

const nameOf = ({ name, email, phone, id }: Contact) => name || email || phone || id
