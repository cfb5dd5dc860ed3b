import { statement } from '../../storage/statement.ts'

/** The filter of a list: the type, or every type if it is empty; deleted templates or existing ones. */
type Listed = { locationId: string; type: string; deleted: 0 | 1 }

const listed = `FROM templates
  WHERE location_id = :locationId AND deleted = :deleted AND (:type = '' OR type = :type)`

/** The ids, oldest first, with the length of each in UTF-8. */
export const listTemplates = statement<
  Listed & { limit: number; skip: number },
  { id: string; size: number }
>(
  'list-templates',
  `SELECT id, octet_length(document) AS "size" ${listed}
   ORDER BY date_added, id LIMIT :limit OFFSET :skip`,
)

export const countListedTemplates = statement<Listed, { count: number }>(
  'count-listed-templates',
  `SELECT COUNT(*) AS "count" ${listed}`,
)

export interface TemplateRow {
  /** JSON of a Template. */
  document: string
}

/** A template, deleted or not. */
export const findTemplate = statement<{ locationId: string; id: string }, TemplateRow>(
  'find-template',
  'SELECT document FROM templates WHERE location_id = :locationId AND id = :id',
)

/** The number and the size of the location's templates, including the deleted ones. */
export const measureTemplates = statement<{ locationId: string }, { count: number; bytes: number }>(
  'measure-templates',
  `SELECT COUNT(*) AS "count", CAST(SUM(octet_length(document)) AS BIGINT) AS "bytes" FROM templates
   WHERE location_id = :locationId`,
)

export const insertTemplate = statement<{
  locationId: string
  id: string
  type: string
  document: string
  dateAdded: number
}>(
  'insert-template',
  `INSERT INTO templates (location_id, id, type, document, date_added, deleted)
   VALUES (:locationId, :id, :type, :document, :dateAdded, 0)`,
)

/** Changes nothing if the template is already deleted. */
export const markTemplateDeleted = statement<{ locationId: string; id: string }>(
  'mark-template-deleted',
  'UPDATE templates SET deleted = 1 WHERE location_id = :locationId AND id = :id AND deleted = 0',
)
