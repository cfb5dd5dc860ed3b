import { contactEvent } from '../api/contacts/contact-events.ts'
import { storedContact } from '../api/contacts/find-contact.ts'
import type { EventType } from '../api/events/event-types.ts'
import { eventRecorder, type NewEvent, takenEvents } from '../api/events/record-events.ts'
import { locationEvent } from '../api/locations/location-events.ts'
import { findWholeLocation } from '../api/locations/location-store.ts'
import type { Note } from '../api/notes/note.ts'
import { noteEvent } from '../api/notes/note-events.ts'
import type { Opportunity } from '../api/opportunities/opportunity.ts'
import { opportunityEvent } from '../api/opportunities/opportunity-events.ts'
import type { Task } from '../api/tasks/task.ts'
import { taskEvent } from '../api/tasks/task-events.ts'
import { wholeUser } from '../api/users/find-user.ts'
import { userEvent } from '../api/users/user-events.ts'
import { findUser, listUsersOfLocation } from '../api/users/user-store.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { InputError } from '../lib/input-error.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'
import { findAnyContact, findAnyNote, findAnyOpportunity, findAnyTask } from './trigger-store.ts'

/** What to trigger. */
export interface Trigger {
  type: EventType
  locationId: string
  /** Whose record it is about; any contact with one by default. */
  contactId?: string | undefined
}

/** An event that was triggered. */
export interface TriggeredEvent {
  /** The header `webhook-id` of its deliveries. */
  eventId: string
  event: EventType
  locationId: string
  contactId?: string
}

/**
 * Records an event with the present content of a record, though nothing has happened, so that the webhooks of the location
 * get it.
 * @throws InputError if no webhook takes such events, or there is no such record.
 */
export async function triggerEvent(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  trigger: Trigger,
): Promise<TriggeredEvent> {
  const { type, locationId } = trigger
  const taken = await takenEvents(tx, locationId)
  if (!taken.has(type))
    throw new InputError(
      `No webhook of the location ${locationId} takes ${type}: create one with \`contactd webhook create\`.`,
    )
  const event = await makeEvent(tx, trigger)
  const eventId = ids.uuid()
  const recorder = await eventRecorder(tx, {
    locationId,
    ids: { ...ids, uuid: () => eventId },
    at: clock.now(),
  })
  await recorder.record(() => [event])
  return {
    eventId,
    event: type,
    locationId,
    ...(event.contactId !== undefined && { contactId: event.contactId }),
  }
}

async function makeEvent(tx: ReadTx, trigger: Trigger): Promise<NewEvent> {
  const { type, locationId } = trigger
  const place = { locationId, contactId: trigger.contactId ?? null }
  const missing = (noun: string) =>
    new InputError(
      trigger.contactId === undefined
        ? `The location ${locationId} has no ${noun} that ${type} could be about.`
        : `The contact ${trigger.contactId} of the location ${locationId} has no ${noun} that ${type} could be about.`,
    )
  switch (type) {
    case 'ContactCreate':
    case 'ContactUpdate':
    case 'ContactDelete':
    case 'ContactTagUpdate':
    case 'ContactDndUpdate': {
      const row = await tx.get(findAnyContact, place)
      if (row) return contactEvent(type, storedContact(row).contact)
      if (trigger.contactId === undefined) throw missing('contact')
      throw new InputError(`The location ${locationId} has no contact ${trigger.contactId}.`)
    }
    case 'NoteCreate':
    case 'NoteUpdate':
    case 'NoteDelete': {
      const row = await tx.get(findAnyNote, place)
      if (!row) throw missing('note')
      return noteEvent(type, JSON.parse(row.document) as Note)
    }
    case 'TaskCreate':
    case 'TaskComplete':
    case 'TaskDelete': {
      const row = await tx.get(findAnyTask, place)
      if (!row) throw missing('task')
      return taskEvent(type, JSON.parse(row.document) as Task, row.dateAdded)
    }
    case 'OpportunityCreate':
    case 'OpportunityUpdate':
    case 'OpportunityDelete':
    case 'OpportunityStageUpdate':
    case 'OpportunityStatusUpdate':
    case 'OpportunityMonetaryValueUpdate':
    case 'OpportunityAssignedToUpdate': {
      const row = await tx.get(findAnyOpportunity, place)
      if (!row) throw missing('opportunity')
      return opportunityEvent(type, JSON.parse(row.document) as Opportunity)
    }
    case 'LocationCreate':
    case 'LocationUpdate': {
      const location = await tx.get(findWholeLocation, { id: locationId })
      if (!location) throw new InputError(`The location ${locationId} does not exist.`)
      return locationEvent(type, location)
    }
    case 'UserCreate': {
      const [listed] = await tx.all(listUsersOfLocation, { locationId, id: '', limit: 1 })
      const row = listed && (await tx.get(findUser, { id: listed.id }))
      if (!row) throw missing('user')
      return userEvent(await wholeUser(tx, row), locationId)
    }
    case 'INSTALL':
    case 'UNINSTALL':
      throw new InputError(
        `${type} comes with the installation of an app: run \`contactd app ${type === 'INSTALL' ? 'install' : 'uninstall'}\`.`,
      )
  }
}
