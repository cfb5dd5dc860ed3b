import { errors } from '../../../http/errors.ts'
import type { ReadTx } from '../../../storage/storage.ts'
import type { PhoneReader } from '../../phones/parse-phones-first.ts'
import type { CustomField, CustomFieldModel } from '../custom-field.ts'
import { fieldOfModelFinder, findFieldOfModel } from '../custom-field-store.ts'
import type { CustomFieldEntry, CustomFieldValue } from './custom-field-entry.ts'
import type { CustomFieldItem } from './custom-field-item-schemas.ts'
import { readCustomFieldValue, type ValueVerdict } from './custom-field-value.ts'

/** A record with custom fields. */
interface FieldHolder {
  locationId: string
  customFields: readonly CustomFieldEntry[]
}

/**
 * Merges the items sent into the custom fields of a contact or an opportunity. The last item for a field takes
 * precedence; other fields do not change.
 * @throws ApiError 400 if a value has the wrong shape.
 */
export async function readCustomFieldItems(
  tx: ReadTx,
  model: CustomFieldModel,
  before: FieldHolder,
  items: readonly CustomFieldItem[],
  { country, uuid, phones }: { country: () => Promise<string>; uuid: () => string; phones: PhoneReader },
): Promise<{ customFields: CustomFieldEntry[]; ignoredFields: string[] }> {
  const stored = new Map(before.customFields.map((entry) => [entry.id, entry.value]))
  const changes = new Map<string, ValueVerdict & { kind: 'set' | 'cleared' }>()
  const ignoredFields = new Set<string>()
  const fields = await fieldsOf(tx, before.locationId, model, items)
  const sentPhones = items
    .filter((_, index) => fields[index]?.dataType === 'PHONE')
    .map(sentValue)
    .filter((sent) => typeof sent === 'string')
  if (sentPhones.length > 0) phones.prepare(sentPhones, await country())
  for (const [index, item] of items.entries()) {
    const sent = sentValue(item)
    const field = fields[index]
    if (!field) ignoredFields.add(nameOf(item))
    if (!field || sent === undefined) continue
    const verdict = readCustomFieldValue(field, sent, {
      before: stored.get(field.id),
      country: field.dataType === 'PHONE' ? await country() : '',
      uuid,
      phones,
    })
    if (verdict.kind === 'invalid') throw errors.customFieldValueInvalid(sent, field.id)
    if (verdict.kind === 'cleared' || verdict.kind === 'set') changes.set(field.id, verdict)
    if (verdict.kind === 'ignored' || (verdict.kind === 'set' && verdict.ignored))
      ignoredFields.add(nameOf(item))
  }
  return { customFields: merged(stored, changes), ignoredFields: [...ignoredFields] }
}

/** From this number on, reading all fields of the location is faster than reading each. */
const manyNames = 100

/** The field that each item names. Reads each field once, since a definition can have half a megabyte of options. */
async function fieldsOf(
  tx: ReadTx,
  locationId: string,
  model: CustomFieldModel,
  items: readonly CustomFieldItem[],
): Promise<(CustomField | undefined)[]> {
  const names = items.map(lookUpName)
  const isOneOfMany = new Set(names).size >= manyNames
  const findAmongAll = isOneOfMany ? await fieldOfModelFinder(tx, locationId, model) : undefined
  const fields = new Map<string, CustomField | undefined>()
  for (const [index, item] of items.entries()) {
    const name = names[index] ?? ''
    if (fields.has(name)) continue
    fields.set(name, findAmongAll ? findAmongAll(item) : await findFieldOfModel(tx, locationId, model, item))
  }
  return names.map((name) => fields.get(name))
}

/** The key for looking up a field. The id takes precedence. */
const lookUpName = ({ id, key }: CustomFieldItem): string => (id ? `id ${id}` : `key ${key}`)

/** Fields with a value keep their position; new ones come last. */
function merged(
  stored: ReadonlyMap<string, CustomFieldValue>,
  changes: ReadonlyMap<string, ValueVerdict & { kind: 'set' | 'cleared' }>,
): CustomFieldEntry[] {
  const entries: CustomFieldEntry[] = []
  for (const id of new Set([...stored.keys(), ...changes.keys()])) {
    const change = changes.get(id)
    const value = change === undefined ? stored.get(id) : change.kind === 'set' ? change.value : undefined
    if (value !== undefined) entries.push({ id, value })
  }
  return entries
}

/** The id or key as sent. The key applies if the id is empty. */
const nameOf = (item: CustomFieldItem): string => item.id || item.key || ''

/** The documented name takes precedence, then the name of v3, then the name in responses. */
const sentValue = (item: CustomFieldItem): unknown =>
  item.field_value !== undefined
    ? item.field_value
    : item.fieldValue !== undefined
      ? item.fieldValue
      : item.value
