import { errors } from '../http/errors.ts'
import type { CustomField } from '../locations/custom-field.ts'
import { findCustomField, findCustomFieldByKey } from '../locations/custom-field-store.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { Contact, CustomFieldEntry, CustomFieldValue } from './contact.ts'
import type { CustomFieldItem } from './contact-schemas.ts'
import { readCustomFieldValue } from './custom-field-value.ts'

/**
 * Merges the sent items into a contact's custom fields: by field, the last item for a field wins, fields
 * that are not named stay.
 * @throws ApiError 400 where a value has the wrong shape.
 */
export async function readCustomFieldItems(
  tx: ReadTx,
  before: Contact,
  items: readonly CustomFieldItem[],
  { country, uuid }: { country: () => Promise<string>; uuid: () => string },
): Promise<{ customFields: CustomFieldEntry[]; ignoredFields: string[] }> {
  const stored = new Map(before.customFields.map((entry) => [entry.id, entry.value]))
  const changes = new Map<string, CustomFieldValue | undefined>()
  const ignoredFields = new Set<string>()
  for (const item of items) {
    const sent = sentValue(item)
    const field = await findField(tx, before.locationId, item)
    if (!field) ignoredFields.add(nameOf(item))
    if (!field || sent === undefined) continue
    const verdict = readCustomFieldValue(field, sent, {
      before: stored.get(field.id),
      country: field.dataType === 'PHONE' ? await country() : '',
      uuid,
    })
    if (verdict.kind === 'invalid') throw errors.customFieldValueInvalid(sent, field.id)
    if (verdict.kind === 'cleared') changes.set(field.id, undefined)
    if (verdict.kind === 'set') changes.set(field.id, verdict.value)
    if (verdict.kind === 'ignored' || (verdict.kind === 'set' && verdict.ignored))
      ignoredFields.add(nameOf(item))
  }
  return { customFields: merged(stored, changes), ignoredFields: [...ignoredFields] }
}

/** A field that has a value keeps its place; new ones come behind. */
function merged(
  stored: ReadonlyMap<string, CustomFieldValue>,
  changes: ReadonlyMap<string, CustomFieldValue | undefined>,
): CustomFieldEntry[] {
  const entries: CustomFieldEntry[] = []
  for (const [id, value] of new Map<string, CustomFieldValue | undefined>([...stored, ...changes])) {
    if (value !== undefined) entries.push({ id, value })
  }
  return entries
}

/** As sent. An empty id names nothing, and leaves it to the key. */
const nameOf = (item: CustomFieldItem): string => item.id || item.key || ''

/** The documented spelling first, then v3's, then the one that answers use. */
const sentValue = (item: CustomFieldItem): unknown =>
  item.field_value !== undefined
    ? item.field_value
    : item.fieldValue !== undefined
      ? item.fieldValue
      : item.value

async function findField(
  tx: ReadTx,
  locationId: string,
  item: CustomFieldItem,
): Promise<CustomField | undefined> {
  if (item.id) return findCustomField(tx, locationId, item.id)
  return item.key === undefined ? undefined : findCustomFieldByKey(tx, locationId, item.key)
}
