import { appointmentSpec } from '../../api/appointments/book-appointment.ts'
import { createAppointment } from '../../api/appointments/create-appointment.ts'
import { addToCampaign, removeFromCampaign } from '../../api/campaigns/campaign-store.ts'
import { withAddresses } from '../../api/contacts/addresses/change-addresses.ts'
import { stamped } from '../../api/contacts/apply-changes.ts'
import { requireBusiness } from '../../api/contacts/bulk/set-business-of-many.ts'
import { type Contact, completed } from '../../api/contacts/contact.ts'
import { updateContactRow } from '../../api/contacts/contact-store.ts'
import { makeContact } from '../../api/contacts/create-contact.ts'
import type { ContactRef } from '../../api/contacts/find-contact.ts'
import { refuseTooLarge } from '../../api/document-size.ts'
import { addFollowers } from '../../api/followers/followers.ts'
import { resolveFollowers } from '../../api/followers/resolve-followers.ts'
import { makeNote } from '../../api/notes/create-note.ts'
import type { PhonesContext } from '../../api/phones/parse-phones-first.ts'
import { makeTask } from '../../api/tasks/create-task.ts'
import { enterWorkflow, leaveWorkflow } from '../../api/workflows/change-workflows.ts'
import { actorOf } from '../../auth/actor.ts'
import { isSameJson } from '../../lib/same-json.ts'
import { fillOpportunity } from './fill-opportunity.ts'
import { clockAt, each, type Filling, noteIgnored, without } from './filling.ts'
import type { LocationSeed } from './location-seed-schema.ts'

type SeedContact = NonNullable<LocationSeed['contacts']>[number]

/** Creates a contact of a seed with all that belongs to it. @throws ApiError for the contact itself. */
export async function fillContact(
  filling: Filling,
  item: SeedContact,
  own: PhonesContext,
  path: string,
): Promise<Contact> {
  const { tx, caller, locationId, names } = filling
  const { assignedTo, notes = [], tasks = [], appointments, opportunities, ...others } = item
  const { campaigns = [], workflows = [], ...properties } = others
  const { id: _, dateAdded: __, dateUpdated, business, followers, ...sent } = properties
  const { additionalEmails, additionalPhones, ...fields } = sent
  const made = await makeContact(tx, own, caller, locationId, {
    ...fields,
    ...names.users.as('assignedTo', assignedTo),
  })
  noteIgnored(filling, path, fields.customFields, made.ignoredFields)
  const further = { dateUpdated, business, followers, additionalEmails, additionalPhones }
  const contact = await withFurther(filling, own, made.contact, further)

  const place = { locationId, contactId: contact.id }
  await fillNotesAndTasks(filling, place, path, { notes, tasks })
  await each(filling, `${path}.appointments`, appointments, ({ assignedUserId, ...fields }, own) =>
    createAppointment(tx, own, place, {
      ...appointmentSpec(without(fields)),
      ...names.users.as('assignedUserId', assignedUserId),
    }),
  )
  await each(
    filling,
    `${path}.opportunities`,
    opportunities,
    (opportunity, own, path) => fillOpportunity(filling, contact, opportunity, own, path),
    { order: 'newest first' },
  )
  await fillMemberships(filling, place, path, { campaigns, workflows })
  return contact
}

/** What Create Contact does not take. */
type Further = {
  [Name in 'dateUpdated' | 'business' | 'followers' | 'additionalEmails' | 'additionalPhones']:
    | SeedContact[Name]
    | undefined
}

/** Adds to a contact what Create Contact does not take. @returns the contact afterwards. @throws ApiError 400, 422. */
async function withFurther(
  { tx, caller, locationId, names }: Filling,
  own: PhonesContext,
  before: Contact,
  { dateUpdated, business, followers = [], additionalEmails = [], additionalPhones = [] }: Further,
): Promise<Contact> {
  const addressed = await withAddresses(tx, own.phones, before, { additionalEmails, additionalPhones })
  const { businessId } = names.businesses.as('businessId', business)
  if (businessId !== undefined) await requireBusiness(tx, { locationId, businessId })
  const followed = await resolveFollowers(tx, before, addFollowers(names.users.idsOf(followers)))
  const whole = completed({ ...addressed, businessId, followers: followed.followers })
  if (dateUpdated === undefined && isSameJson(whole, before)) return before
  const after = stamped(before, whole, actorOf(caller, clockAt(dateUpdated, own.clock.now())))
  refuseTooLarge(await updateContactRow(tx, before, after))
  return after
}

async function fillNotesAndTasks(
  filling: Filling,
  place: ContactRef,
  path: string,
  { notes, tasks }: Required<Pick<SeedContact, 'notes' | 'tasks'>>,
): Promise<void> {
  const { tx, names } = filling
  const order = 'newest first'
  await each(
    filling,
    `${path}.notes`,
    notes,
    ({ userId, ...fields }, own) =>
      makeNote(tx, own, place, { ...without(fields), ...names.users.as('userId', userId) }),
    { order },
  )
  await each(
    filling,
    `${path}.tasks`,
    tasks,
    ({ assignedTo, completed = false, ...fields }, own) =>
      makeTask(tx, own, place, {
        ...without(fields),
        completed,
        ...names.users.as('assignedTo', assignedTo),
      }),
    { order },
  )
}

/** Adds a contact to campaigns and workflows, and ends some of its memberships. */
async function fillMemberships(
  filling: Filling,
  place: ContactRef,
  path: string,
  { campaigns, workflows }: Required<Pick<SeedContact, 'campaigns' | 'workflows'>>,
): Promise<void> {
  const { tx, names } = filling
  await each(filling, `${path}.campaigns`, campaigns, async ({ campaign, status, dateUpdated }, own) => {
    const campaignId = names.campaigns.idOf(campaign)
    if (campaignId === undefined) return undefined
    const membership = { ...place, campaignId }
    const now = own.clock.now()
    await tx.run(addToCampaign, { ...membership, now })
    const end = clockAt(dateUpdated, now)
    if (status === 'removed') await tx.run(removeFromCampaign, { ...membership, now: end.now() })
    return undefined
  })
  await each(filling, `${path}.workflows`, workflows, async (item, own) => {
    const { workflow, status, dateAdded: _, dateUpdated, ...body } = item
    const workflowId = names.workflows.idOf(workflow)
    if (workflowId === undefined) return undefined
    await enterWorkflow(tx, own.clock, place, workflowId, body)
    const end = clockAt(dateUpdated, own.clock.now())
    if (status === 'finished') await leaveWorkflow(tx, end, place, workflowId)
    return undefined
  })
}
