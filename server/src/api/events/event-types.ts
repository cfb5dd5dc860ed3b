import type { Scope } from '../../auth/scopes.ts'

/**
 * Every type of event, in HighLevel's spelling, with the scope that an app needs to get it: none for its own
 * installation.
 */
const eventTypes = {
  ContactCreate: 'contacts.readonly',
  ContactUpdate: 'contacts.readonly',
  ContactDelete: 'contacts.readonly',
  ContactTagUpdate: 'contacts.readonly',
  ContactDndUpdate: 'contacts.readonly',
  NoteCreate: 'contacts.readonly',
  NoteUpdate: 'contacts.readonly',
  NoteDelete: 'contacts.readonly',
  TaskCreate: 'contacts.readonly',
  TaskComplete: 'contacts.readonly',
  TaskDelete: 'contacts.readonly',
  OpportunityCreate: 'opportunities.readonly',
  OpportunityUpdate: 'opportunities.readonly',
  OpportunityDelete: 'opportunities.readonly',
  OpportunityStageUpdate: 'opportunities.readonly',
  OpportunityStatusUpdate: 'opportunities.readonly',
  OpportunityMonetaryValueUpdate: 'opportunities.readonly',
  OpportunityAssignedToUpdate: 'opportunities.readonly',
  LocationCreate: 'locations.readonly',
  LocationUpdate: 'locations.readonly',
  UserCreate: 'users.readonly',
  INSTALL: undefined,
  UNINSTALL: undefined,
} as const satisfies Record<string, Scope | undefined>

export type EventType = keyof typeof eventTypes

/** The types in the order of HighLevel's documentation. */
export const allEventTypes = Object.keys(eventTypes) as readonly EventType[]

/** The types that an app gets if it has these scopes. */
export function eventsOfScopes(scopes: readonly string[]): EventType[] {
  const held = new Set(scopes)
  const entries = Object.entries(eventTypes) as [EventType, Scope | undefined][]
  return entries.filter(([, scope]) => scope === undefined || held.has(scope)).map(([type]) => type)
}
