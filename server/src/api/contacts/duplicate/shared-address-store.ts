import { statement } from '../../../storage/statement.ts'

type Values = { locationId: string; after: string; limit: number }
type Value = { value: string }

/** The first emails of a location's contacts, in order, each as often as contacts have it. */
export const listFirstEmails = statement<Values, Value>(
  'list-first-emails',
  `SELECT email_lower_case AS "value" FROM contacts
   WHERE location_id = :locationId AND email_lower_case > :after ORDER BY email_lower_case LIMIT :limit`,
)

export const listFirstPhones = statement<Values, Value>(
  'list-first-phones',
  `SELECT phone AS "value" FROM contacts
   WHERE location_id = :locationId AND phone > :after ORDER BY phone LIMIT :limit`,
)

export const listAdditionalAddresses = statement<Values & { kind: string }, Value>(
  'list-additional-addresses',
  `SELECT value FROM contact_addresses
   WHERE location_id = :locationId AND kind = :kind AND value > :after ORDER BY value LIMIT :limit`,
)

type Holders = { locationId: string; value: string; limit: number }

/** The place of a contact: its id, and the length of its document in bytes. */
export interface Holder {
  id: string
  size: number
}

/** The contacts that have an email as their first, oldest first. */
export const listHoldersOfEmail = statement<Holders, Holder>(
  'list-holders-of-email',
  `SELECT id, octet_length(document) AS "size" FROM contacts
   WHERE location_id = :locationId AND email_lower_case = :value ORDER BY date_added, id LIMIT :limit`,
)

export const listHoldersOfPhone = statement<Holders, Holder>(
  'list-holders-of-phone',
  `SELECT id, octet_length(document) AS "size" FROM contacts
   WHERE location_id = :locationId AND phone = :value ORDER BY date_added, id LIMIT :limit`,
)

/** Those that have it as an additional one. */
export const listHoldersOfAdditional = statement<Holders & { kind: string }, Holder>(
  'list-holders-of-additional-address',
  `SELECT c.id, octet_length(c.document) AS "size" FROM contact_addresses a
   JOIN contacts c ON c.location_id = a.location_id AND c.id = a.contact_id
   WHERE a.location_id = :locationId AND a.kind = :kind AND a.value = :value
   ORDER BY a.date_added, a.contact_id LIMIT :limit`,
)
