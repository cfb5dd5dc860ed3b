import type { EventType } from '../../api/webhooks.ts'

/** Every type of event, by what it is about. The compiler notices one that is missing. */
const kinds: Record<EventType, string> = {
  ContactCreate: 'Contacts',
  ContactUpdate: 'Contacts',
  ContactDelete: 'Contacts',
  ContactTagUpdate: 'Contacts',
  ContactDndUpdate: 'Contacts',
  NoteCreate: 'Notes and tasks',
  NoteUpdate: 'Notes and tasks',
  NoteDelete: 'Notes and tasks',
  TaskCreate: 'Notes and tasks',
  TaskComplete: 'Notes and tasks',
  TaskDelete: 'Notes and tasks',
  OpportunityCreate: 'Opportunities',
  OpportunityUpdate: 'Opportunities',
  OpportunityDelete: 'Opportunities',
  OpportunityStageUpdate: 'Opportunities',
  OpportunityStatusUpdate: 'Opportunities',
  OpportunityMonetaryValueUpdate: 'Opportunities',
  OpportunityAssignedToUpdate: 'Opportunities',
  LocationCreate: 'Locations, users and apps',
  LocationUpdate: 'Locations, users and apps',
  UserCreate: 'Locations, users and apps',
  INSTALL: 'Locations, users and apps',
  UNINSTALL: 'Locations, users and apps',
}

export const eventTypes = Object.keys(kinds) as readonly EventType[]

/** What events are about, each with its types. */
export const eventGroups: readonly { name: string; types: readonly EventType[] }[] = [
  ...new Set(Object.values(kinds)),
].map((name) => ({ name, types: eventTypes.filter((type) => kinds[type] === name) }))

/** `All events`, or which. */
export function eventsText(events: readonly string[]): string {
  if (events.length >= eventTypes.length) return 'All events'
  const [first = '', second] = events
  if (events.length > 2) return `${first} and ${events.length - 1} more`
  return second === undefined ? first : `${first} and ${second}`
}
