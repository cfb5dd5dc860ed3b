import { setImmediate as othersFirst } from 'node:timers/promises'
import type { ReadTx, Storage } from '../../../storage/storage.ts'
import type { Contact } from '../../contact.ts'
import { findContact } from '../../contact-store.ts'
import { columnsOf } from '../columns-of.ts'
import { surroundingsOf } from '../surroundings.ts'
import type { LocationIndex } from './location-index.ts'
import { SegmentBuilder } from './segment-builder.ts'

/** How much is taken in at a time: fewer contacts where they are large, or have many columns that others haven't. */
export interface TurnBounds {
  contactsPerTurn: number
  charactersPerTurn: number
  cellsPerTurn: number
}

/** Contacts asked for at once: a database that is reached over a network answers them together. */
const contactsPerRead = 32

/** Takes some of the contacts that changed into a location's index, as they stand now: at least one. */
export async function takeIn(
  storage: Pick<Storage, 'read'>,
  location: LocationIndex,
  { contactsPerTurn, charactersPerTurn, cellsPerTurn }: TurnBounds,
): Promise<void> {
  const { locationId, changes } = location
  const rows = new SegmentBuilder()
  let looked = 0
  let characters = 0
  await storage.read(async (tx) => {
    for (const ids of chunksOf(changes.ids(), contactsPerRead)) {
      const found = await Promise.all(ids.map((id) => readContact(tx, { locationId, contactId: id })))
      for (const { document, surroundings } of found) {
        if (looked === contactsPerTurn || characters >= charactersPerTurn) return
        if (document !== undefined) {
          const contact = JSON.parse(document) as Contact
          const values = columnsOf(contact, surroundings)
          if (rows.rows > 0 && rows.cellsWith(values) > cellsPerTurn) return
          rows.add(contact.id, values)
          characters += document.length
        }
        looked += 1
      }
    }
  })
  await location.take(changes.take(looked), rows)
  await othersFirst()
}

/** What a contact is found by; no document where it is gone. */
async function readContact(tx: ReadTx, place: { locationId: string; contactId: string }) {
  const [row, surroundings] = await Promise.all([
    tx.get(findContact, { locationId: place.locationId, id: place.contactId }),
    surroundingsOf(tx, place),
  ])
  return { document: row?.document, surroundings }
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
