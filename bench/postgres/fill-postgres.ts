import type pg from 'pg'
import { alikePeople } from '../people.ts'
import { type SeededData, seedDatabase } from '../seed.ts'
import { contactIdOf, postgresIdOf } from './contact-ids.ts'

/** How many contacts are added one by one, as contactd does. */
const seeded = 5000

/**
 * Fills a database of PostgreSQL with contacts of the ids that `contactIdOf` tells: the first ones by contactd, the
 * others as their copies, with ids and addresses of their own, since that is many times as fast.
 */
export async function fillPostgres(url: string, client: pg.Client, contacts: number): Promise<SeededData> {
  const people = { ...alikePeople, idOf: contactIdOf }
  const data = await seedDatabase(url, Math.min(contacts, seeded), people)
  const numbers = `generate_series(${data.contactIds.length}, ${contacts - 1}) AS numbers (index)`
  await client.query(`
    WITH firsts AS (SELECT row_number() OVER (ORDER BY id) - 1 AS place, * FROM contacts),
      copies AS (SELECT ${postgresIdOf('index')} AS copy_id, index, firsts.*
        FROM ${numbers} JOIN firsts ON place = index % ${data.contactIds.length})
    INSERT INTO contacts (location_id, id, email_lower_case, phone, date_added, date_updated, document)
    SELECT location_id, copy_id, index || '.' || email_lower_case, phone || index, date_added, date_updated,
      replace(document, id, copy_id)
    FROM copies`)
  await client.query(`INSERT INTO contact_changes (location_id, contact_id)
    SELECT locations.id, ${postgresIdOf('index')} FROM ${numbers}, locations`)
  await client.query('VACUUM ANALYZE')
  await client.query('CHECKPOINT')
  return { ...data, contactIds: Array.from({ length: contacts }, (_, index) => contactIdOf(index)) }
}
