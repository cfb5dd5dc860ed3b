import { setImmediate as othersFirst } from 'node:timers/promises'
import type { ApiContext } from '../../api/api-context.ts'
import { deleteAddresses } from '../../api/contacts/addresses/address-store.ts'
import type { Contact } from '../../api/contacts/contact.ts'
import {
  contactsToSweep,
  deleteContactRow,
  findContact,
  findContactPlace,
} from '../../api/contacts/contact-store.ts'
import { someActivities } from '../../api/contacts/delete-activities.ts'
import { endDeletion, insertDeletion } from '../../api/contacts/deleted-contact-store.ts'
import { type ContactRef, storedContact } from '../../api/contacts/find-contact.ts'
import { measureActivities } from '../../api/contacts/merge/merge-store.ts'
import { removeDeletedDocuments } from '../../api/documents/documents.ts'
import { followDocuments } from '../../api/documents/follow-documents.ts'
import { maxOpportunities } from '../../api/opportunities/opportunity.ts'
import { listOpportunitiesOfContact } from '../../api/opportunities/opportunity-store.ts'
import type { RecurringTask } from '../../api/recurring-tasks/recurring-task.ts'
import {
  deleteRecurringTaskRow,
  listRecurringTasksWith,
  updateRecurringTaskRow,
} from '../../api/recurring-tasks/recurring-task-store.ts'
import { searchSources } from '../../api/search/search-sources.ts'
import { eraseDocuments } from '../../columnstore/erase-documents.ts'
import { indexWrites } from '../../columnstore/index-writes.ts'
import { ColumnCache } from '../../columnstore/segments/column-cache.ts'
import type { Storage, WriteTx } from '../../storage/storage.ts'
import { deliveriesAbout, eventsAbout } from '../../webhooks/events-about.ts'
import { deleteDelivery, deleteEvent } from '../../webhooks/events-about-store.ts'
import { maxReaders } from '../../webhooks/retention/outbox-sizes.ts'
import { interruptWebhook, listReaders } from '../../webhooks/retention/retention-store.ts'
import {
  deleteTagNamed,
  forgetContactChanges,
  forgetDeleted,
  forgetOpportunityChanges,
} from './erase-store.ts'

/** How many rows were erased, by kind. */
export type ErasedCounts = Record<
  'contacts' | 'notes' | 'tasks' | 'appointments' | 'opportunities' | 'tags' | 'events' | 'deliveries',
  number
>

/**
 * Erases a person from the rows of a location: the contact, all that belongs to it, the tags that no other contact has, the
 * files, the recorded events and deliveries, and the search indexes. Fires no event, and remembers no id. Can be
 * repeated: a second call takes what an interrupted one or a delivery under way has left.
 */
export async function eraseContact(context: ApiContext, place: ContactRef): Promise<ErasedCounts> {
  const { storage } = context
  const { counts, tags, opportunityIds } = await eraseRows(storage, place)
  const counted = { ...counts, tags: 0, events: 0, deliveries: 0 }
  await removeDeletedDocuments(storage, new AbortController().signal)
  await leaveRecurringTasks(storage, place)
  for (const name of tags) counted.tags += await eraseTag(storage, place.locationId, name)
  Object.assign(counted, await eraseEvents(context, place))
  await eraseFromIndexes(context, place, opportunityIds)
  await storage.write(
    async (tx) => {
      await tx.run(forgetContactChanges, place)
      for (const id of opportunityIds)
        await tx.run(forgetOpportunityChanges, { locationId: place.locationId, id })
      await tx.run(forgetDeleted, place)
    },
    { locationId: place.locationId },
  )
  return counted
}

/** Deletes the contact and what belongs to it. Nothing is found if it is deleted already. */
async function eraseRows(storage: Storage, place: ContactRef) {
  const { locationId, contactId: id } = place
  const scope = { locationId }
  const found = await storage.read(async (tx) => ({
    row: await tx.get(findContact, { locationId, id }),
    measured: await measureActivities(tx, place),
    opportunities: await tx.all(listOpportunitiesOfContact, { ...place, limit: maxOpportunities }),
  }))
  const contact: Contact | undefined = found.row && storedContact(found.row).contact
  const eraseSome = async (tx: WriteTx) => {
    const now = await tx.get(findContact, { locationId, id })
    const { isAll, remove } = await someActivities(tx, place)
    if (now !== undefined) {
      await followDocuments(tx, storedContact(now).contact, undefined)
      await tx.run(deleteAddresses, place)
      await deleteContactRow(tx, { locationId, id })
      // If this is interrupted, the next start of a server deletes the rest.
      await tx.run(insertDeletion, place)
    }
    await remove()
    if (isAll) await tx.run(endDeletion, place)
    return isAll
  }
  while (!(await storage.write(eraseSome, scope))) await othersFirst()
  const countOf = (kind: string) => found.measured.find(({ plural }) => plural === kind)?.count ?? 0
  return {
    counts: {
      contacts: contact === undefined ? 0 : 1,
      notes: countOf('notes'),
      tasks: countOf('tasks'),
      appointments: countOf('appointments'),
      opportunities: countOf('opportunities'),
    },
    tags: contact?.tags ?? [],
    opportunityIds: found.opportunities.map((one) => one.id),
  }
}

const tasksAtOnce = 100

/** Takes the contact out of recurring tasks. One that was for it alone is deleted. */
async function leaveRecurringTasks(storage: Storage, { locationId, contactId }: ContactRef): Promise<void> {
  const pattern = `%${JSON.stringify(contactId)}%`
  const leaveSome = async (tx: WriteTx) => {
    const rows = await tx.all(listRecurringTasksWith, { locationId, pattern, limit: tasksAtOnce })
    let left = 0
    for (const { id, document, nextDue } of rows) {
      const task = JSON.parse(document) as RecurringTask
      const { [contactId]: latest, ...latestTasks } = task.latestTasks
      const contactIds = task.contactIds.filter((one) => one !== contactId)
      // A text with the id, or an id that the pattern matches, too.
      if (latest === undefined && contactIds.length === task.contactIds.length) continue
      left += 1
      if (contactIds.length === 0) await tx.run(deleteRecurringTaskRow, { locationId, id })
      else
        await tx.run(updateRecurringTaskRow, {
          locationId,
          id,
          nextDue,
          document: JSON.stringify({ ...task, contactIds, latestTasks }),
        })
    }
    return left === tasksAtOnce
  }
  while (await storage.write(leaveSome, { locationId })) await othersFirst()
}

const idsPerRead = 500

/** Deletes a tag from the list of the location unless another contact has it. @returns how many. */
async function eraseTag(storage: Storage, locationId: string, name: string): Promise<number> {
  const pattern = `%${JSON.stringify(name).replaceAll('\\', '_')}%`
  let afterId = ''
  while (true) {
    const page = await storage.read((tx) =>
      tx.all(contactsToSweep.listSizes, { locationId, afterId, limit: idsPerRead }),
    )
    const lastId = page.at(-1)?.id
    if (lastId === undefined) break
    const range = { locationId, afterId, lastId, pattern, limit: 1 }
    if ((await storage.read((tx) => tx.all(contactsToSweep.listThatMayHold, range))).length > 0) return 0
    afterId = lastId
  }
  return storage.write((tx) => tx.change(deleteTagNamed, { locationId, name }), { locationId })
}

/** Deletes the events about the contact, and their deliveries. @returns how many. */
async function eraseEvents(
  { storage, clock }: ApiContext,
  place: ContactRef,
): Promise<{ events: number; deliveries: number }> {
  const { locationId } = place
  const scope = { locationId }
  const counts = { events: 0, deliveries: 0 }
  const readers = await storage.read((tx) => tx.all(listReaders, { locationId, limit: maxReaders }))
  for await (const events of eventsAbout(storage, place)) {
    counts.deliveries += await storage.write(async (tx) => {
      let deliveries = 0
      for (const { sequence } of events) {
        for (const { webhookId } of readers)
          deliveries += await tx.change(deleteDelivery, { locationId, webhookId, sequence })
        await tx.change(deleteEvent, { locationId, sequence })
      }
      return deliveries
    }, scope)
    counts.events += events.length
  }
  for (const { webhookId } of readers) {
    const key = { locationId, webhookId }
    for await (const found of deliveriesAbout(storage, { ...place, webhookId }))
      counts.deliveries += await storage.write(async (tx) => {
        for (const { sequence } of found) await tx.change(deleteDelivery, { ...key, sequence })
        return found.length
      }, scope)
    // A node that has read an event begins again without it.
    if (counts.events > 0)
      await storage.write((tx) => tx.change(interruptWebhook, { ...key, now: clock.now() }), scope)
  }
  return counts
}

/** For columns of segments: a rewrite reads one after the other. */
const cacheBytes = 64 * 1024 * 1024

async function eraseFromIndexes(
  { storage, clock, ids }: ApiContext,
  { locationId, contactId }: ContactRef,
  opportunityIds: readonly string[],
): Promise<void> {
  const cache = new ColumnCache(cacheBytes)
  const { contacts, opportunities } = searchSources
  const common = { storage, clock, ids, cache }
  const contactContext = { ...common, source: contacts, writes: indexWrites(storage, contacts) }
  await eraseDocuments(contactContext, locationId, [contactId])
  const opportunityContext = { ...common, source: opportunities, writes: indexWrites(storage, opportunities) }
  // Those of a contact that was deleted before are unknown.
  await eraseDocuments(opportunityContext, locationId, opportunityIds)
}

/** Whether anything of the contact's rows is left: what a delivery under way has stored, for example. */
export async function isErased(storage: Storage, place: ContactRef): Promise<boolean> {
  const { locationId, contactId: id } = place
  if (await storage.read((tx) => tx.get(findContactPlace, { locationId, id }))) return false
  for await (const events of eventsAbout(storage, place)) if (events.length > 0) return false
  const readers = await storage.read((tx) => tx.all(listReaders, { locationId, limit: maxReaders }))
  for (const { webhookId } of readers)
    for await (const found of deliveriesAbout(storage, { ...place, webhookId }))
      if (found.length > 0) return false
  return true
}
