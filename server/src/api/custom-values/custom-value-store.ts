import { statement } from '../../storage/statement.ts'

export interface CustomValueRow {
  /** JSON of a CustomValue. */
  document: string
}

export const findCustomValueRow = statement<{ locationId: string; id: string }, CustomValueRow>(
  'find-custom-value',
  'SELECT document FROM custom_values WHERE location_id = :locationId AND id = :id',
)

export const findCustomValueByKey = statement<{ locationId: string; fieldKey: string }, { id: string }>(
  'find-custom-value-by-key',
  'SELECT id FROM custom_values WHERE location_id = :locationId AND field_key = :fieldKey',
)

/** The ids, oldest first, with the length of each in UTF-8. */
export const listCustomValues = statement<
  { locationId: string; limit: number },
  { id: string; size: number }
>(
  'list-custom-values',
  `SELECT id, octet_length(document) AS "size" FROM custom_values WHERE location_id = :locationId
   ORDER BY date_added, id LIMIT :limit`,
)

export const countCustomValues = statement<{ locationId: string }, { count: number }>(
  'count-custom-values',
  'SELECT COUNT(*) AS "count" FROM custom_values WHERE location_id = :locationId',
)

/** The total size in UTF-8 of the values of a location except one, or null if there are none. */
export const measureOtherCustomValues = statement<
  { locationId: string; id: string },
  { bytes: number | null }
>(
  'measure-other-custom-values',
  `SELECT CAST(SUM(octet_length(document)) AS BIGINT) AS "bytes" FROM custom_values
   WHERE location_id = :locationId AND id <> :id`,
)

export const insertCustomValue = statement<{
  locationId: string
  id: string
  fieldKey: string
  document: string
  dateAdded: number
}>(
  'insert-custom-value',
  `INSERT INTO custom_values (location_id, id, field_key, document, date_added)
   VALUES (:locationId, :id, :fieldKey, :document, :dateAdded)`,
)

export const updateCustomValueRow = statement<{ locationId: string; id: string; document: string }>(
  'update-custom-value',
  'UPDATE custom_values SET document = :document WHERE location_id = :locationId AND id = :id',
)

export const deleteCustomValueRow = statement<{ locationId: string; id: string }>(
  'delete-custom-value',
  'DELETE FROM custom_values WHERE location_id = :locationId AND id = :id',
)
