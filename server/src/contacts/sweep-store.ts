import { statement } from '../storage/statement.ts'

/** A page of contacts by id, each with whether its document may hold a text: never the document itself. */
export const listContactsThatMayHold = statement<
  { locationId: string; afterId: string; pattern: string; limit: number },
  { id: string; mayHold: number }
>(
  'list-contacts-that-may-hold',
  `SELECT id, CASE WHEN document LIKE :pattern THEN 1 ELSE 0 END AS "mayHold" FROM contacts
   WHERE location_id = :locationId AND id > :afterId ORDER BY id LIMIT :limit`,
)
