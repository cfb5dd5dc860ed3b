import type { Migration } from './migration.ts'

/**
 * The additional emails and phones of contacts, to be looked up by: emails folded (`lib/fold-case.ts`), phones
 * in E.164. Emails are folded in `contacts.email_lower_case` too from here on. What was in lower case there is
 * folded already but for two letters that can't be told from others by lower case alone, and are mended here.
 */
export const contactAddresses: Migration = {
  number: 6,
  name: 'contact-addresses',
  statements: [
    `CREATE TABLE contact_addresses (
       location_id TEXT NOT NULL,
       kind TEXT NOT NULL,
       value TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       PRIMARY KEY (location_id, kind, value, contact_id)
     )`,
    'CREATE INDEX contact_addresses_by_contact ON contact_addresses (location_id, contact_id)',
    `UPDATE contacts SET email_lower_case = replace(replace(email_lower_case, 'ß', 'ss'), 'ς', 'σ')
     WHERE email_lower_case LIKE '%ß%' OR email_lower_case LIKE '%ς%'`,
  ],
}
