import { statement } from '../storage/statement.ts'

/** Null stands for any contact. */
type Place = { locationId: string; contactId: string | null }

const ofContact = (column: string) =>
  `location_id = :locationId AND ${column} = COALESCE(:contactId, ${column})`

export const findAnyContact = statement<Place, { document: string }>(
  'find-any-contact',
  `SELECT document FROM contacts WHERE ${ofContact('id')} ORDER BY id LIMIT 1`,
)

export const findAnyNote = statement<Place, { document: string }>(
  'find-any-note',
  `SELECT document FROM notes WHERE ${ofContact('contact_id')} ORDER BY contact_id, sort_time LIMIT 1`,
)

export const findAnyTask = statement<Place, { document: string; dateAdded: number }>(
  'find-any-task',
  `SELECT document, sort_time AS "dateAdded" FROM tasks WHERE ${ofContact('contact_id')}
   ORDER BY contact_id, sort_time LIMIT 1`,
)

export const findAnyOpportunity = statement<Place, { document: string }>(
  'find-any-opportunity',
  `SELECT document FROM opportunities WHERE ${ofContact('contact_id')} ORDER BY contact_id, id LIMIT 1`,
)
