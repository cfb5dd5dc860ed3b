import type { StorageReader } from '../storage/storage.ts'
import { slicesOf } from '../storage/sweep-rows.ts'
import { listDeliveriesAbout, listEventsAbout } from './events-about-store.ts'
import { listSizesAfter } from './retention/retention-store.ts'

/** How many events are looked at, and how many deliveries are listed, in one read. */
const maxItems = 1000
const maxBytes = 4 * 1024 * 1024

/** The contact of a location. */
interface Place {
  locationId: string
  contactId: string
}

/** An event, as stored. */
export interface EventAbout {
  sequence: number
  id: string
  type: string
  /** Milliseconds since 1970. */
  dateAdded: number
  /** JSON. */
  document: string
}

/** The recorded events of a location that are about a contact or name it, oldest first, page by page. */
export async function* eventsAbout(
  reader: Pick<StorageReader, 'read'>,
  { locationId, contactId }: Place,
): AsyncGenerator<EventAbout[]> {
  const pattern = `%${JSON.stringify(contactId)}%`
  let after = 0
  while (true) {
    const sizes = await reader.read((tx) => tx.all(listSizesAfter, { locationId, after, limit: maxItems }))
    for (const slice of slicesOf(sizes, { maxItems, maxBytes })) {
      const to = slice.at(-1)?.sequence ?? after
      const range = { locationId, after, to, contactId, pattern, limit: maxItems }
      const found = await reader.read((tx) => tx.all(listEventsAbout, range))
      if (found.length > 0) yield found
      after = to
    }
    if (sizes.length < maxItems) return
  }
}

/** The deliveries of a webhook about a contact, oldest first, page by page. */
export async function* deliveriesAbout(
  reader: Pick<StorageReader, 'read'>,
  { locationId, contactId, webhookId }: Place & { webhookId: string },
): AsyncGenerator<{ sequence: number; status: string; attempts: string }[]> {
  let after = 0
  while (true) {
    const range = { locationId, contactId, webhookId, after, limit: maxItems }
    const found = await reader.read((tx) => tx.all(listDeliveriesAbout, range))
    if (found.length > 0) yield found
    after = found.at(-1)?.sequence ?? after
    if (found.length < maxItems) return
  }
}
