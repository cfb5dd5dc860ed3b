import { type Statement, statement } from '../../storage/statement.ts'

export interface RecordRow {
  /** JSON of the record, letter for letter as answered. */
  document: string
}

type Key = { locationId: string; contactId: string }
type RecordKey = Key & { id: string }
type Content = { size: number; document: string }

/** The statements on one table of records. */
export interface RecordStatements {
  insert: Statement<RecordKey & Content & { sortTime: number }, never>
  update: Statement<RecordKey & Content, never>
  remove: Statement<RecordKey, never>
  removeAll: Statement<Key, never>
  find: Statement<RecordKey, RecordRow>
  /** The latest first. */
  list: Statement<Key & { limit: number }, RecordRow>
  measure: Statement<Key, { count: number; size: number }>
}

/**
 * The statements on a table of what hangs on contacts, each a document of its own.
 * @param noun such as `note`, for the names of the statements.
 * @param table such as `notes`.
 */
export function recordStatements(noun: string, table: string): RecordStatements {
  const ofContact = 'location_id = :locationId AND contact_id = :contactId'
  return {
    insert: statement(
      `insert-${noun}`,
      `INSERT INTO ${table} (location_id, contact_id, id, sort_time, size, document)
       VALUES (:locationId, :contactId, :id, :sortTime, :size, :document)`,
    ),
    update: statement(
      `update-${noun}`,
      `UPDATE ${table} SET size = :size, document = :document WHERE ${ofContact} AND id = :id`,
    ),
    remove: statement(`delete-${noun}`, `DELETE FROM ${table} WHERE ${ofContact} AND id = :id`),
    removeAll: statement(`delete-${table}-of-contact`, `DELETE FROM ${table} WHERE ${ofContact}`),
    find: statement(`find-${noun}`, `SELECT document FROM ${table} WHERE ${ofContact} AND id = :id`),
    list: statement(
      `list-${table}-of-contact`,
      `SELECT document FROM ${table} WHERE ${ofContact} ORDER BY sort_time DESC, id DESC LIMIT :limit`,
    ),
    measure: statement(
      `measure-${table}-of-contact`,
      `SELECT COUNT(*) AS "count", CAST(COALESCE(SUM(size), 0) AS BIGINT) AS "size"
       FROM ${table} WHERE ${ofContact}`,
    ),
  }
}
