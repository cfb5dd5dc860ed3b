import { errors } from '../../http/errors.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import { statement } from '../../storage/statement.ts'
import type { ReadScope, ReadTx, Storage, WriteTx } from '../../storage/storage.ts'
import type { CustomField, CustomFieldModel } from './custom-field.ts'

interface CustomFieldRow {
  /** JSON of a CustomField. */
  document: string
  dateAdded: number
}

/** A definition with its creation time: ISO 8601 with milliseconds. */
export interface StoredCustomField extends CustomField {
  dateAdded: string
}

const columns = 'document, date_added AS "dateAdded"'

const findById = statement<{ locationId: string; id: string }, CustomFieldRow>(
  'find-custom-field',
  `SELECT ${columns} FROM custom_fields
   WHERE location_id = :locationId AND id = :id AND date_deleted IS NULL`,
)

const findByKey = statement<{ locationId: string; fieldKey: string }, CustomFieldRow>(
  'find-custom-field-by-key',
  `SELECT ${columns} FROM custom_fields
   WHERE location_id = :locationId AND field_key = :fieldKey AND date_deleted IS NULL`,
)

/** The stored length of a custom field in UTF-8. */
interface CustomFieldSize {
  id: string
  size: number
}

/** By position. */
const listSizes = statement<{ locationId: string; limit: number }, CustomFieldSize>(
  'list-custom-fields',
  `SELECT id, octet_length(document) AS "size" FROM custom_fields WHERE location_id = :locationId AND date_deleted IS NULL
   ORDER BY position, date_added, id LIMIT :limit`,
)

const listWithNames = statement<
  { locationId: string; limit: number },
  { id: string; fieldKey: string; document: string }
>(
  'list-custom-fields-with-names',
  `SELECT id, field_key AS "fieldKey", document FROM custom_fields
   WHERE location_id = :locationId AND date_deleted IS NULL LIMIT :limit`,
)

/**
 * The location of a company's custom field or folder, for a token without a location. Never searches other companies.
 */
export const findCustomFieldHome = statement<{ companyId: string; id: string }, { locationId: string }>(
  'find-custom-field-home',
  // Joins, since a database that distributes locations runs no subquery for each of them.
  `SELECT home.location_id AS "locationId" FROM (
     SELECT f.location_id FROM locations l
     JOIN custom_fields f ON f.location_id = l.id AND f.id = :id AND f.date_deleted IS NULL
     WHERE l.company_id = :companyId AND l.date_deleted IS NULL
     UNION ALL
     SELECT d.location_id FROM locations l
     JOIN custom_field_folders d ON d.location_id = l.id AND d.id = :id
     WHERE l.company_id = :companyId AND l.date_deleted IS NULL) AS home
   LIMIT 1`,
  { placedBy: 'id' },
)

export const insertCustomField = statement<{
  locationId: string
  id: string
  fieldKey: string
  position: number
  document: string
  dateAdded: number
}>(
  'insert-custom-field',
  `INSERT INTO custom_fields (location_id, id, field_key, position, document, date_added)
   VALUES (:locationId, :id, :fieldKey, :position, :document, :dateAdded)`,
)

const updateCustomFieldRow = statement<{
  locationId: string
  id: string
  position: number
  document: string
}>(
  'update-custom-field',
  `UPDATE custom_fields SET position = :position, document = :document
   WHERE location_id = :locationId AND id = :id`,
)

/** Hides the field from everything but the rest of its deletion, and frees its key. */
export const markCustomFieldDeleted = statement<{ locationId: string; id: string; dateDeleted: number }>(
  'mark-custom-field-deleted',
  `UPDATE custom_fields SET date_deleted = :dateDeleted, field_key = id
   WHERE location_id = :locationId AND id = :id AND date_deleted IS NULL`,
)

export const listDeletedCustomFields = statement<{ limit: number }, { locationId: string; id: string }>(
  'list-deleted-custom-fields',
  `SELECT location_id AS "locationId", id FROM custom_fields WHERE date_deleted IS NOT NULL
   ORDER BY date_deleted, id LIMIT :limit`,
)

export const deleteCustomFieldRow = statement<{ locationId: string; id: string }>(
  'delete-custom-field',
  'DELETE FROM custom_fields WHERE location_id = :locationId AND id = :id',
)

/** Includes rows whose deletion has not finished. */
export const countCustomFields = statement<{ locationId: string }, { count: number }>(
  'count-custom-fields',
  'SELECT COUNT(*) AS "count" FROM custom_fields WHERE location_id = :locationId',
)

/** The most custom fields of one location. */
export const maxCustomFields = 1000

/**
 * The total size of a location's fields in UTF-8, since lists read and return them together: 4 KiB for each of 1,000.
 */
const maxCustomFieldsBytes = 4 * 1024 * 1024

const measure = statement<{ locationId: string }, { bytes: number }>(
  'measure-custom-fields',
  `SELECT CAST(SUM(octet_length(document)) AS BIGINT) AS "bytes" FROM custom_fields
   WHERE location_id = :locationId`,
)

/** Call it after a write. @throws ApiError 400 if the fields of the location are too large together. */
export async function refuseTooLargeFields(tx: WriteTx, locationId: string): Promise<void> {
  const bytes = (await tx.get(measure, { locationId }))?.bytes ?? 0
  if (bytes > maxCustomFieldsBytes) throw errors.tooLargeTogether('custom fields', maxCustomFieldsBytes)
}

/** The fields of frozen rows: an engine that caches rows returns the same one again, and most updates read fields. */
const ofFrozenRows = new WeakMap<CustomFieldRow, StoredCustomField>()

function stored(row: CustomFieldRow): StoredCustomField {
  const known = ofFrozenRows.get(row)
  if (known !== undefined) return known
  const { document, dateAdded } = row
  const field = { ...(JSON.parse(document) as CustomField), dateAdded: new Date(dateAdded).toISOString() }
  if (Object.isFrozen(row)) ofFrozenRows.set(row, Object.freeze(field))
  return field
}

const storedOrNone = (row: CustomFieldRow | undefined) => (row === undefined ? undefined : stored(row))

/** Writes the changes of a field. */
export async function saveCustomField(
  tx: WriteTx,
  { dateAdded: _, ...field }: StoredCustomField,
): Promise<void> {
  const { locationId, id, position } = field
  await tx.run(updateCustomFieldRow, { locationId, id, position, document: JSON.stringify(field) })
}

/** A custom field of the location, of any model. */
export const findCustomField = async (tx: ReadTx, locationId: string, id: string) =>
  storedOrNone(await tx.get(findById, { locationId, id }))

/** @param key with its model, or without it: `shoe_size`. @param model of a key without one. */
export const findCustomFieldByKey = async (
  tx: ReadTx,
  locationId: string,
  key: string,
  model: CustomFieldModel = 'contact',
) => storedOrNone(await tx.get(findByKey, { locationId, fieldKey: fullKey(key, model) }))

/** A custom field of the location's contacts or opportunities; fields of businesses have their own operations. */
export const findLocationField = async (tx: ReadTx, locationId: string, id: string) =>
  unlessOfBusinesses(await findCustomField(tx, locationId, id))

/** The same by its key. */
export const findLocationFieldByKey = async (tx: ReadTx, locationId: string, key: string) =>
  unlessOfBusinesses(await findCustomFieldByKey(tx, locationId, key))

const unlessOfBusinesses = (field: StoredCustomField | undefined) =>
  field?.model === 'business' ? undefined : field

const fullKey = (key: string, model: CustomFieldModel) => (key.includes('.') ? key : `${model}.${key}`)

/** The reference to a custom field: the id, or else the key, with or without its model. */
export interface FieldName {
  id?: string | undefined
  key?: string | undefined
}

/** A custom field of the location for one model. */
export async function findFieldOfModel(
  tx: ReadTx,
  locationId: string,
  model: CustomFieldModel,
  name: FieldName,
): Promise<StoredCustomField | undefined> {
  const field = name.id
    ? await findCustomField(tx, locationId, name.id)
    : name.key === undefined
      ? undefined
      : await findCustomFieldByKey(tx, locationId, name.key, model)
  return ofModel(field, model)
}

/** The same for many references, in one read of all fields of the location. */
export async function fieldOfModelFinder(
  tx: ReadTx,
  locationId: string,
  model: CustomFieldModel,
): Promise<(name: FieldName) => CustomField | undefined> {
  const rows = await tx.all(listWithNames, { locationId, limit: maxCustomFields })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const byKey = new Map(rows.map((row) => [row.fieldKey, row]))
  return ({ id, key }) => {
    const row = id ? byId.get(id) : key === undefined ? undefined : byKey.get(fullKey(key, model))
    return row && ofModel(JSON.parse(row.document) as CustomField, model)
  }
}

const ofModel = <Field extends CustomField>(field: Field | undefined, model: CustomFieldModel) =>
  field?.model === model ? field : undefined

/** The ids of the location's custom fields, of all models, by position. */
export const listCustomFieldSizes = (tx: ReadTx, locationId: string): Promise<CustomFieldSize[]> =>
  tx.all(listSizes, { locationId, limit: maxCustomFields })

/** Every custom field of the location, of all models, by position. */
export async function listCustomFields(tx: ReadTx, locationId: string): Promise<StoredCustomField[]> {
  const listed = await listCustomFieldSizes(tx, locationId)
  const fields = await Promise.all(listed.map(({ id }) => findCustomField(tx, locationId, id)))
  return fields.filter((field) => field !== undefined)
}

/** Reads listed custom fields a few at a time: they can total 4 MiB. */
export async function* readCustomFields(
  storage: Pick<Storage, 'read'>,
  locationId: string,
  listed: readonly CustomFieldSize[],
  scope?: ReadScope,
): AsyncGenerator<StoredCustomField[]> {
  const find = (tx: ReadTx, { id }: CustomFieldSize) => tx.get(findById, { locationId, id })
  for await (const rows of readInSlices(storage, listed, find, { scope })) yield rows.map(stored)
}
