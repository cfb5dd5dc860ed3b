import { statement } from '../storage/statement.ts'

export interface AuditRow {
  id: string
  dateAdded: number
  kind: string
  /** JSON. */
  details: string
}

export const insertAuditEvent = statement<{ id: string; dateAdded: number; kind: string; details: string }>(
  'insert-audit-event',
  'INSERT INTO audit_events (id, date_added, kind, details) VALUES (:id, :dateAdded, :kind, :details)',
)

export const deleteAuditEventsBefore = statement<{ before: number }>(
  'delete-audit-events-before',
  'DELETE FROM audit_events WHERE date_added < :before',
)

export const findAuditEventSince = statement<
  { since: number; kind: string; details: string },
  { id: string }
>(
  'find-audit-event-since',
  `SELECT id FROM audit_events
   WHERE date_added > :since AND kind = :kind AND details = :details LIMIT 1`,
)

export const listAuditEvents = statement<{ since: number; limit: number }, AuditRow>(
  'list-audit-events',
  `SELECT id, date_added AS "dateAdded", kind, details FROM audit_events
   WHERE date_added >= :since ORDER BY date_added, id LIMIT :limit`,
)
