import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { isSameJson } from '../../lib/same-json.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { eventRecorder, type NewEvent } from '../events/record-events.ts'
import { readProfile } from './location-profile.ts'
import type { FoundLocation } from './location-store.ts'

interface Sources {
  clock: Clock
  ids: Ids
}

/** Records a new location, which is an event of its company. */
export async function recordNewLocation(
  tx: WriteTx,
  { clock, ids }: Sources,
  location: FoundLocation,
): Promise<void> {
  const events = await eventRecorder(tx, { locationId: location.companyId, ids, at: clock.now() })
  await events.record(() => [locationEvent('LocationCreate', location)])
}

/** Records an update of a location; nothing if nothing changed. */
export async function recordLocationUpdate(
  tx: WriteTx,
  { clock, ids }: Sources,
  before: FoundLocation,
  after: FoundLocation,
): Promise<void> {
  if (isSameLocation(before, after)) return
  const events = await eventRecorder(tx, { locationId: after.id, ids, at: clock.now() })
  await events.record(() => [locationEvent('LocationUpdate', after)])
}

function isSameLocation({ profile, ...before }: FoundLocation, { profile: text, ...after }: FoundLocation) {
  return isSameJson(before, after) && isSameJson(JSON.parse(profile), JSON.parse(text))
}

/** An event of a location. */
export const locationEvent = (
  type: 'LocationCreate' | 'LocationUpdate',
  { id, companyId, name, profile }: FoundLocation,
): NewEvent => ({
  type,
  isPlaced: true,
  payload: { id, companyId, name, email: readProfile({ profile }).email },
})
