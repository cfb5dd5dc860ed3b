import type { EventType } from './event-types.ts'

/** All events, including those that later versions add. */
export const everyEvent = '*'

/** A set of types of events. */
export interface TakenTypes {
  has(type: EventType | (string & {})): boolean
}

const all: TakenTypes = { has: () => true }

/** @param events types separated by commas, or `*` for all of them, as the database has them. */
export function takenTypes(events: string): TakenTypes {
  const types: ReadonlySet<string> = new Set(events.split(','))
  return types.has(everyEvent) ? all : types
}
