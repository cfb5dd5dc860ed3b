import type { RowPlace } from '../../columnstore/query.ts'
import type { Contact } from '../contacts/contact.ts'
import type { DndSettings } from '../contacts/dnd.ts'
import { version3Dnd } from '../contacts/v3/version-3.ts'
import type { Opportunity } from '../opportunities/opportunity.ts'
import { listRow } from './list-row.ts'
import type { RowShape } from './search.ts'
import { searchRow } from './search-row.ts'

/** A contact that a search has found. */
export interface FoundContact {
  /** JSON, as stored. */
  document: string
  /** For Search Contacts. */
  opportunities?: readonly Opportunity[]
  place: RowPlace
}

type Present = (
  contact: Contact,
  place: RowPlace,
  dndSettings: object,
  opportunities: readonly Opportunity[],
) => object

const asStored = (settings: DndSettings) => settings

const presenters: Record<RowShape, { present: Present; dndSettings: (stored: DndSettings) => object }> = {
  search: { present: searchRow, dndSettings: asStored },
  'search-v3': { present: searchRow, dndSettings: version3Dnd },
  list: { present: listRow, dndSettings: asStored },
  'list-v3': { present: listRow, dndSettings: version3Dnd },
}

/** Whether rows of a shape have the opportunities of the contact. */
export const hasOpportunities = (shape: RowShape): boolean => presenters[shape].present === searchRow

/** Formats a found contact as a row. Also runs in a worker thread, so its imports do no I/O. @returns JSON. */
export function presentRow(shape: RowShape, { document, opportunities = [], place }: FoundContact): string {
  const contact = JSON.parse(document) as Contact
  const { present, dndSettings } = presenters[shape]
  return JSON.stringify(present(contact, place, dndSettings(contact.dndSettings ?? {}), opportunities))
}
