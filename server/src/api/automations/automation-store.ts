import type { Added } from '../../storage/read-in-slices.ts'
import { type Statement, statement } from '../../storage/statement.ts'

/** A campaign or a workflow. */
export interface AutomationRow {
  locationId: string
  id: string
  name: string
  status: string
  dateAdded: number
}

/** A campaign or a workflow, with the membership of a contact. */
export interface MembershipRow extends AutomationRow {
  contactStatus: string
  contactDateAdded: number
  contactDateUpdated: number
  /** For a workflow, if it was sent. */
  eventStartTime: number | null
}

type Key = { locationId: string; id: string }

/** The statements on campaigns, or on workflows. */
export interface AutomationStatements {
  insert: Statement<Key & { name: string; status: string; dateAdded: number }, never>
  find: Statement<Key, AutomationRow>
  count: Statement<{ locationId: string }, { count: number }>
  /** Rows after a given one, oldest first, with a status or, if it is empty, with any. */
  list: Statement<{ locationId: string; status: string; limit: number } & Added, AutomationRow>
  /** Those that a contact is or was in, after a given one, oldest membership first. */
  listOfContact: Statement<{ locationId: string; contactId: string; limit: number } & Added, MembershipRow>
  /** A row for each of the first memberships of a contact. They are small, and of about the same size. */
  weigh: Statement<{ locationId: string; contactId: string; limit: number }, { bytes: number }>
  /** Deletes these. */
  take: Statement<{ locationId: string; contactId: string; limit: number }, never>
}

const columns = `a.location_id AS "locationId", a.id, a.name, a.status, a.date_added AS "dateAdded"`

/**
 * The statements on the table of a kind of automation (`campaigns`), and on that of its contacts
 * (`campaign_contacts`).
 * @param eventStartTime its SQL expression in the second table.
 */
export const automationStatements = (
  noun: 'campaign' | 'workflow',
  eventStartTime: 'm.event_start_time' | 'NULL',
): AutomationStatements => ({
  insert: statement(
    `insert-${noun}`,
    `INSERT INTO ${noun}s (location_id, id, name, status, date_added)
     VALUES (:locationId, :id, :name, :status, :dateAdded)`,
  ),
  find: statement(
    `find-${noun}`,
    `SELECT ${columns} FROM ${noun}s a WHERE a.location_id = :locationId AND a.id = :id`,
  ),
  count: statement(
    `count-${noun}s`,
    `SELECT COUNT(*) AS "count" FROM ${noun}s WHERE location_id = :locationId`,
  ),
  list: statement(
    `list-${noun}s`,
    `SELECT ${columns} FROM ${noun}s a
     WHERE a.location_id = :locationId AND (a.date_added, a.id) > (:dateAdded, :id)
       AND (:status = '' OR a.status = :status)
     ORDER BY a.date_added, a.id LIMIT :limit`,
  ),
  listOfContact: statement(
    `list-${noun}s-of-contact`,
    `SELECT ${columns}, m.status AS "contactStatus", m.date_added AS "contactDateAdded",
       m.date_updated AS "contactDateUpdated", ${eventStartTime} AS "eventStartTime"
     FROM ${noun}_contacts m JOIN ${noun}s a ON a.location_id = m.location_id AND a.id = m.${noun}_id
     WHERE m.location_id = :locationId AND m.contact_id = :contactId
       AND (m.date_added, a.id) > (:dateAdded, :id)
     ORDER BY m.date_added, a.id LIMIT :limit`,
  ),
  weigh: statement(
    `weigh-${noun}s-of-contact`,
    `SELECT 0 AS "bytes" FROM ${noun}_contacts WHERE location_id = :locationId AND contact_id = :contactId
     ORDER BY ${noun}_id LIMIT :limit`,
  ),
  take: statement(
    `delete-${noun}s-of-contact`,
    `DELETE FROM ${noun}_contacts
     WHERE location_id = :locationId AND contact_id = :contactId AND ${noun}_id IN (
       SELECT ${noun}_id FROM ${noun}_contacts WHERE location_id = :locationId AND contact_id = :contactId
       ORDER BY ${noun}_id LIMIT :limit)`,
  ),
})
