import type { Contact } from '../contact.ts'
import type { DndSettings } from '../dnd.ts'
import { version3Dnd } from '../version-3/version-3.ts'
import { listRow } from './list-row.ts'
import type { FoundContact, RowShape } from './search-query.ts'
import { searchRow } from './search-row.ts'

type Present = (contact: Contact, place: FoundContact['place'], dndSettings: object) => object

const asStored = (settings: DndSettings) => settings

const presenters: Record<RowShape, { present: Present; dndSettings: (stored: DndSettings) => object }> = {
  search: { present: searchRow, dndSettings: asStored },
  'search-v3': { present: searchRow, dndSettings: version3Dnd },
  list: { present: listRow, dndSettings: asStored },
  'list-v3': { present: listRow, dndSettings: version3Dnd },
}

/**
 * A found contact as a row is answered. Runs in a worker thread too: nothing that it imports does I/O.
 * @returns JSON.
 */
export function presentRow(shape: RowShape, { document, place }: FoundContact): string {
  const contact = JSON.parse(document) as Contact
  const { present, dndSettings } = presenters[shape]
  return JSON.stringify(present(contact, place, dndSettings(contact.dndSettings ?? {})))
}
