import { statement } from '../../storage/statement.ts'

/** A page of contacts by id, each with the size of its document in bytes. Does not read the documents. */
export const listContactSizes = statement<
  { locationId: string; afterId: string; limit: number },
  { id: string; bytes: number }
>(
  'list-contact-sizes',
  `SELECT id, octet_length(document) AS "bytes" FROM contacts
   WHERE location_id = :locationId AND id > :afterId ORDER BY id LIMIT :limit`,
)

/** The ids of contacts after one id, up to another, whose documents may contain a text. Does not return documents. */
export const listContactsThatMayHold = statement<
  { locationId: string; afterId: string; lastId: string; pattern: string; limit: number },
  { id: string }
>(
  'list-contacts-that-may-hold',
  `SELECT id FROM contacts
   WHERE location_id = :locationId AND id > :afterId AND id <= :lastId AND document LIKE :pattern
   ORDER BY id LIMIT :limit`,
)
