import { findLocation } from '../../api/locations/location-store.ts'
import { errors } from '../../http/errors.ts'
import { type Clock, systemClock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { Storage, WriteTx } from '../../storage/storage.ts'
import { findLastEventOfLocation } from '../delivery-store.ts'
import { deleteWebhookRow, insertWebhook } from '../webhook-store.ts'
import {
  countListeners,
  deleteUnusedListener,
  findListener,
  insertListener,
  type ListenerRow,
  listUnusedListeners,
  takeListener,
} from './listener-store.ts'

/** The most listeners of a location, also those that nobody uses at the moment. */
export const maxListeners = 20
/** A listener ends when nobody has used it for so long: until then its events are recorded. */
const unusedMs = 24 * 60 * 60 * 1000
const listedAtOnce = 100

/** A listener is a webhook without a URL: programs read its events, and say which they have. */
export interface ListenerOpening {
  locationId: string
  companyId: string
  name: string
  /** The number of the last event that the client has; undefined if it does not say. */
  after: number | undefined
  streamId: string
  /** Of a new one. */
  sealedSecret: string
}

/**
 * Takes a listener for a stream, and makes it if the location has none of its name. A new one gets the events from now
 * on; any other those behind its position.
 * @throws ApiError 400 if the location has too many; 403 if it was deleted.
 */
export async function openListener(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  { locationId, companyId, name, after, streamId, sealedSecret }: ListenerOpening,
): Promise<ListenerRow> {
  const found = await tx.get(findListener, { locationId, name })
  const last = (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? 0
  const systemNow = systemClock.now()
  if (!(await tx.get(findLocation, { id: locationId }))) throw errors.locationUnreachable()
  if (found) {
    const position = Math.max(found.position, Math.min(after ?? 0, last))
    await tx.run(takeListener, { locationId, name, position, streamId, systemNow })
    return { ...found, position, streamId }
  }
  const count = (await tx.get(countListeners, { locationId }))?.count ?? 0
  if (count >= maxListeners) throw errors.tooMany('listeners', maxListeners)
  const webhookId = ids.next()
  await tx.run(insertWebhook, {
    ...{ locationId, companyId, id: webhookId, clientId: null, url: null },
    ...{ events: '*', sealedSecret, dateAdded: clock.now() },
  })
  await tx.run(insertListener, { locationId, webhookId, name, position: last, streamId, systemNow })
  return { webhookId, name, position: last, streamId, sealedSecret }
}

/** The client of a listener has the events up to one. Does nothing if there is no such listener. */
export async function acknowledge(
  tx: WriteTx,
  { locationId, name, after }: { locationId: string; name: string; after: number },
): Promise<void> {
  const found = await tx.get(findListener, { locationId, name })
  if (!found) return
  const last = (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? found.position
  const position = Math.max(found.position, Math.min(after, last))
  const { streamId } = found
  await tx.run(takeListener, { locationId, name, position, streamId, systemNow: systemClock.now() })
}

/** Ends the listeners that nobody has used for a day. */
export async function endUnusedListeners(storage: Storage, stopping: AbortSignal): Promise<void> {
  const usedBefore = systemClock.now() - unusedMs
  const unused = { usedBefore, limit: listedAtOnce }
  while (!stopping.aborted) {
    const listed = await storage.read((tx) => tx.all(listUnusedListeners, unused))
    for (const { locationId, webhookId, name } of listed)
      await storage.write(
        async (tx) => {
          if ((await tx.change(deleteUnusedListener, { locationId, name, usedBefore })) > 0)
            await tx.run(deleteWebhookRow, { locationId, id: webhookId })
        },
        { locationId },
      )
    if (listed.length < listedAtOnce) return
  }
}
