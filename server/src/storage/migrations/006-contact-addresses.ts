import type { Migration } from './migration.ts'

/**
 * Index of contacts' additional emails (case-folded, see `lib/fold-case.ts`) and phones (E.164), with the contact's
 * creation time. A look-up finds the oldest contact first, however many share the address. From this migration on,
 * `contacts.email_lower_case` is case-folded, too: lower case equals the folded form except for two letters, which
 * are corrected here.
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
