import { type SqlParams, type Statement, statement } from '../../storage/statement.ts'

export interface RecordRow {
  /** JSON of the record, exactly as returned. */
  document: string
}

export interface FoundRecord extends RecordRow {
  /** The sort key of lists, in milliseconds since 1970: of notes and tasks the time at which they were added. */
  sortTime: number
}

type Key = { locationId: string; contactId: string }
type RecordKey = Key & { id: string }
type Content = { size: number; document: string }

/** The statements on one table of records. */
export interface RecordStatements {
  /** With the parameters of the further columns. */
  insert: Statement<RecordKey & Content & { sortTime: number } & SqlParams, never>
  update: Statement<RecordKey & Content & SqlParams, never>
  remove: Statement<RecordKey, never>
  /** The lengths of the contact's oldest records, in UTF-16 units. They are adjacent in the file. */
  weigh: Statement<Key & { limit: number }, { bytes: number }>
  /** Deletes these. */
  take: Statement<Key & { limit: number }, never>
  find: Statement<RecordKey, FoundRecord>
  /** The ids in list order, latest first, with the length of each in UTF-16 units. */
  list: Statement<Key & { limit: number }, { id: string; size: number }>
  /** The documents of the latest records. */
  readLatest: Statement<Key & { limit: number }, RecordRow>
  measure: Statement<Key, { count: number; size: number }>
  /** As `measure`, but may miss the latest changes. */
  measureAbout: Statement<Key, { count: number; size: number }>
}

/**
 * The statements on a table of contacts' records, each a document.
 * @param noun such as `note`, for the names of the statements.
 * @param table such as `notes`.
 * @param further the columns that only this table has, with the names of their parameters.
 */
export function recordStatements(
  noun: string,
  table: string,
  further: Readonly<Record<string, string>> = {},
): RecordStatements {
  const columns = Object.keys(further).map((column) => `, ${column}`)
  const values = Object.values(further).map((parameter) => `, :${parameter}`)
  const changes = Object.entries(further).map(([column, parameter]) => `, ${column} = :${parameter}`)
  const ofContact = 'location_id = :locationId AND contact_id = :contactId'
  const measured = `SELECT COUNT(*) AS "count", CAST(COALESCE(SUM(size), 0) AS BIGINT) AS "size"
       FROM ${table} WHERE ${ofContact}`
  return {
    insert: statement(
      `insert-${noun}`,
      `INSERT INTO ${table} (location_id, contact_id, id, sort_time, size, document${columns.join('')})
       VALUES (:locationId, :contactId, :id, :sortTime, :size, :document${values.join('')})`,
    ),
    update: statement(
      `update-${noun}`,
      `UPDATE ${table} SET size = :size, document = :document${changes.join('')}
       WHERE ${ofContact} AND id = :id`,
    ),
    remove: statement(`delete-${noun}`, `DELETE FROM ${table} WHERE ${ofContact} AND id = :id`),
    weigh: statement(
      `weigh-${table}-of-contact`,
      `SELECT size AS "bytes" FROM ${table} WHERE ${ofContact} ORDER BY sort_time, id LIMIT :limit`,
    ),
    take: statement(
      `delete-${table}-of-contact`,
      `DELETE FROM ${table} WHERE ${ofContact} AND id IN (
         SELECT id FROM ${table} WHERE ${ofContact} ORDER BY sort_time, id LIMIT :limit)`,
    ),
    find: statement(
      `find-${noun}`,
      `SELECT document, sort_time AS "sortTime" FROM ${table} WHERE ${ofContact} AND id = :id`,
    ),
    list: statement(
      `list-${table}-of-contact`,
      `SELECT id, size FROM ${table} WHERE ${ofContact}
       ORDER BY sort_time DESC, id DESC LIMIT :limit`,
    ),
    readLatest: statement(
      `read-latest-${table}-of-contact`,
      `SELECT document FROM ${table} WHERE ${ofContact}
       ORDER BY sort_time DESC, id DESC LIMIT :limit`,
    ),
    measure: statement(`measure-${table}-of-contact`, measured),
    measureAbout: statement(`measure-${table}-of-contact-about`, measured, { mayBeStale: true }),
  }
}
