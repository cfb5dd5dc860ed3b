import type { Migration } from './migration.ts'

/**
 * The additional emails and phones of contacts, to be looked up by: emails folded (`lib/fold-case.ts`), phones
 * in E.164, with when the contact was made. Every look-up by an address comes upon the oldest contact first,
 * however many share it. Emails are folded in `contacts.email_lower_case` too from here on: what was in lower
 * case there is folded already, but for two letters that lower case alone leaves, and that are mended here.
 */
export const contactAddresses: Migration = {
  number: 6,
  name: 'contact-addresses',
  statements: [
    `CREATE TABLE contact_addresses (
       location_id TEXT NOT NULL,
       kind TEXT NOT NULL,
       value TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       contact_id TEXT NOT NULL,
       PRIMARY KEY (location_id, kind, value, date_added, contact_id)
     )`,
    'CREATE INDEX contact_addresses_by_contact ON contact_addresses (location_id, contact_id)',
    'DROP INDEX contacts_by_email',
    'DROP INDEX contacts_by_phone',
    `UPDATE contacts SET email_lower_case = replace(replace(email_lower_case, 'ß', 'ss'), 'ς', 'σ')
     WHERE email_lower_case LIKE '%ß%' OR email_lower_case LIKE '%ς%'`,
    `CREATE INDEX contacts_by_email ON contacts (location_id, email_lower_case, date_added, id)
     WHERE email_lower_case IS NOT NULL`,
    `CREATE INDEX contacts_by_phone ON contacts (location_id, phone, date_added, id)
     WHERE phone IS NOT NULL`,
  ],
}
