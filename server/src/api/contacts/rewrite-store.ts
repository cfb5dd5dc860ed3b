import { statement } from '../../storage/statement.ts'
import type { SweptTable } from '../../storage/sweep-rows.ts'

export const contactsToSweep: SweptTable = {
  listSizes: statement(
    'list-contact-sizes',
    `SELECT id, octet_length(document) AS "bytes" FROM contacts
     WHERE location_id = :locationId AND id > :afterId ORDER BY id LIMIT :limit`,
  ),
  listThatMayHold: statement(
    'list-contacts-that-may-hold',
    `SELECT id FROM contacts
     WHERE location_id = :locationId AND id > :afterId AND id <= :lastId AND document LIKE :pattern
     ORDER BY id LIMIT :limit`,
  ),
}
