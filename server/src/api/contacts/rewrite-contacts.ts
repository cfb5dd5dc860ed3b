import { setImmediate as othersFirst } from 'node:timers/promises'
import type { ReadTx, Storage, WriteTx } from '../../storage/storage.ts'
import type { Contact } from './contact.ts'
import { findContact, setContactDocument } from './contact-store.ts'
import { storedContact } from './find-contact.ts'
import { listContactSizes, listContactsThatMayHold } from './rewrite-store.ts'

/** The most contacts that one read examines, and that one write changes. */
const pageSize = 100
const contactsPerWrite = 25
/** The most bytes that one read scans (8 ms per MiB) and that one write changes, unless one contact is larger. */
const bytesPerRead = 1024 * 1024
const bytesPerWrite = 512 * 1024

/** A change of many contacts. */
export interface Sweep {
  locationId: string
  /** A JSON string that the document of each affected contact contains. */
  text: string
  /** @returns the changed contact, or undefined for no change. */
  change(contact: Contact, tx: ReadTx): Contact | undefined | Promise<Contact | undefined>
}

/**
 * Changes all contacts of a location that contain a text, page by page, so other work need not wait. Keeps their
 * `dateUpdated`. The caller must first stop everything that adds the text to contacts.
 * @param stopping ends it early, after the current page.
 * @returns whether it finished.
 */
export async function sweepContacts(
  storage: Storage,
  { locationId, text, change }: Sweep,
  stopping: AbortSignal,
): Promise<boolean> {
  const pattern = patternOf(text)
  let afterId = ''
  // Each turn continues after the contacts of the previous one, so the loop ends with the last contact.
  while (!stopping.aborted) {
    const after = { locationId, afterId }
    const sizes = await storage.read((tx) => tx.all(listContactSizes, { ...after, limit: pageSize }))
    const [page = []] = slicesOf(sizes, { maxItems: pageSize, maxBytes: bytesPerRead })
    const lastId = page.at(-1)?.id
    if (lastId === undefined) return true
    const holding = { ...after, lastId, pattern, limit: pageSize }
    const found = await storage.read((tx) => tx.all(listContactsThatMayHold, holding))
    const bytesOf = new Map(page.map(({ id, bytes }) => [id, bytes]))
    const holders = found.map(({ id }) => ({ id, bytes: bytesOf.get(id) ?? 0 }))
    for (const slice of slicesOf(holders, { maxItems: contactsPerWrite, maxBytes: bytesPerWrite })) {
      await storage.write(
        async (tx) => {
          for (const { id } of slice) await changeContact(tx, { locationId, id }, change)
        },
        { locationId },
      )
      await othersFirst()
    }
    afterId = lastId
    await othersFirst()
  }
  return false
}

/** Splits items into slices, in order, by a maximum count and size. An item beyond the size gets its own slice. */
export function slicesOf<Item extends { bytes: number }>(
  items: readonly Item[],
  { maxItems, maxBytes }: { maxItems: number; maxBytes: number },
): Item[][] {
  const slices: Item[][] = []
  let bytes = 0
  for (const item of items) {
    const last = slices.at(-1)
    if (last === undefined || last.length >= maxItems || bytes + item.bytes > maxBytes) {
      slices.push([item])
      bytes = item.bytes
    } else {
      last.push(item)
      bytes += item.bytes
    }
  }
  return slices
}

/**
 * A LIKE pattern that matches every document with the text, and possibly others: `%` and `_` in the text stay
 * wildcards, and each backslash, which only one engine treats as an escape, becomes `_`.
 */
const patternOf = (text: string) => `%${JSON.stringify(text).replaceAll('\\', '_')}%`

async function changeContact(
  tx: WriteTx,
  { locationId, id }: { locationId: string; id: string },
  change: Sweep['change'],
): Promise<void> {
  const row = await tx.get(findContact, { locationId, id })
  if (!row) return
  const { contact } = storedContact(row)
  const changed = await change(contact, tx)
  if (changed) await setContactDocument(tx, contact, changed)
}
