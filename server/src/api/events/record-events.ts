import { BoundedCache } from '../../lib/bounded-cache.ts'
import type { Ids } from '../../lib/ids.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { findTakenEvents, insertEvent } from './event-store.ts'
import type { EventType } from './event-types.ts'
import { type TakenTypes, takenTypes } from './taken-types.ts'

/** An event of a location. */
export interface NewEvent {
  type: EventType
  /** The contact that it is about. The events of a contact are delivered in the order in which they were recorded. */
  contactId?: string | undefined
  /**
   * The documented properties in the documented order, without `type`, `locationId` and what a delivery adds. Undefined
   * ones are left out.
   */
  payload: object
  /** Whether the payload names its location itself, in another place, or has none. */
  isPlaced?: boolean
}

const none: TakenTypes = { has: () => false }

/** Most installations have a few combinations. */
const maxCombinations = 1_000
const combinations = new BoundedCache<string, TakenTypes>(maxCombinations)

/** Which events to record in a location. Read it before the first change of a write, so that writes can share a group. */
export async function takenEvents(tx: ReadTx, locationId: string): Promise<TakenTypes> {
  const types = (await tx.get(findTakenEvents, { locationId }))?.types ?? null
  if (types === null) return none
  const known = combinations.get(types)
  if (known) return known
  const taken = takenTypes(types)
  combinations.set(types, taken)
  return taken
}

/** Where and when events happen. */
interface Recording {
  /** A company's id for events of the company. */
  locationId: string
  ids: Ids
  /** Milliseconds since 1970. */
  at: number
}

/** Records the events of one write in one location. */
export interface EventRecorder {
  /** Records events in the order given. @param events is called only if some webhook takes events. */
  record(events: () => readonly NewEvent[]): Promise<void>
}

/** For what fires nothing: seeds, and data that is made up. */
export const noEvents: EventRecorder = { record: async () => undefined }

/** A transaction whose use cases record no events: for what is brought in, and did not happen now. */
export const withoutEvents = (tx: WriteTx): WriteTx => ({
  get: async (statement, params) =>
    (statement as object) === findTakenEvents ? undefined : tx.get(statement, params),
  all: (statement, params) => tx.all(statement, params),
  run: (statement, params) => tx.run(statement, params),
  change: (statement, params) => tx.change(statement, params),
})

/** A recorder for a write in a location. Make it before the first change, so that writes can share a group. */
export async function eventRecorder(tx: WriteTx, of: Recording): Promise<EventRecorder> {
  const taken = await takenEvents(tx, of.locationId)
  if (taken === none) return noEvents
  return { record: (events) => recordEvents(tx, of, taken, events()) }
}

/** Records events in the order given, each once for all webhooks of its location. Leaves out those that nobody takes. */
export async function recordEvents(
  tx: WriteTx,
  { locationId, ids, at }: Recording,
  taken: TakenTypes,
  events: readonly NewEvent[],
): Promise<void> {
  let last: { payload: object; properties: string } | undefined
  for (const { type, contactId, payload, isPlaced } of events) {
    if (!taken.has(type)) continue
    // The events of an update may share their payload.
    if (last?.payload !== payload) last = { payload, properties: JSON.stringify(payload).slice(1) }
    const place = isPlaced ? '' : `,"locationId":${JSON.stringify(locationId)}`
    const document = `{"type":"${type}"${place}${last.properties === '}' ? '' : ','}${last.properties}`
    await tx.run(insertEvent, {
      locationId,
      id: ids.uuid(),
      type,
      contactId: contactId ?? null,
      dateAdded: at,
      document,
    })
  }
}
