import { errors } from '../../http/errors.ts'
import type { Ids } from '../../lib/ids.ts'
import {
  type CustomField,
  type CustomFieldType,
  customFieldTypes,
  type FieldOption,
  takesOptions,
  wordOfKey,
  wordOfName,
} from './custom-field.ts'

/** The types of custom fields of businesses. */
export const businessFieldTypes = customFieldTypes.filter((type) => type !== 'SIGNATURE')

/** The files that a business's FILE_UPLOAD accepts: one extension, or all. */
export const acceptedFormats = [
  ...['.pdf', '.docx', '.doc', '.jpg', '.jpeg', '.png', '.gif', '.csv', '.xlsx', '.xls', 'all'],
]

/** The prefix of the keys of businesses' fields. */
const prefix = 'business.'

/** The input of an update, under HighLevel's names. */
export interface BusinessFieldChange {
  name?: string
  description?: string
  placeholder?: string
  showInForms: boolean
  /**
   * All existing options, and new ones. An option without a key is matched by its label; a new one gets a key made
   * from it.
   */
  options?: readonly (Omit<FieldOption, 'key'> & { key?: string })[]
  acceptedFormats?: string
  maxFileLimit?: number
}

/** The input of a new field of businesses. */
export interface BusinessFieldSpec extends BusinessFieldChange {
  dataType: CustomFieldType
  /** `business.` and a word. */
  fieldKey: string
  parentId: string
  allowCustomOption?: boolean
}

/**
 * Builds a definition. The name defaults to the word of the key. Omits properties that the type does not use.
 * @throws ApiError 422 if two options have the same key.
 */
export function newBusinessField(
  ids: Ids,
  { id, locationId }: Pick<CustomField, 'id' | 'locationId'>,
  { dataType, fieldKey, parentId, allowCustomOption, ...change }: BusinessFieldSpec,
): CustomField {
  const word = wordOfKey(fieldKey.slice(prefix.length)) || id
  const blank: CustomField = {
    id,
    name: word,
    fieldKey: `${prefix}${word}`,
    placeholder: '',
    dataType,
    position: 0,
    locationId,
    model: 'business',
    parentId,
    ...(dataType === 'RADIO' && { allowCustomOption }),
  }
  return withBusinessFieldChange(ids, blank, change)
}

/**
 * Applies a change to a definition. Key, type and folder never change.
 * @throws ApiError 422 if two options have the same key, 400 if an existing option is missing.
 */
export function withBusinessFieldChange(
  ids: Ids,
  { description: descriptionBefore, ...before }: CustomField,
  change: BusinessFieldChange,
): CustomField {
  const { name = before.name, placeholder = before.placeholder, description = descriptionBefore } = change
  return {
    ...before,
    name: name.trim(),
    placeholder,
    showInForms: change.showInForms,
    ...(description && { description }),
    ...(takesOptions(before.dataType) && { options: optionsOf(ids, before, change.options) }),
    ...(before.dataType === 'FILE_UPLOAD' && {
      acceptedFormats: change.acceptedFormats ?? before.acceptedFormats,
      ...(change.maxFileLimit !== undefined && { maxFileLimit: change.maxFileLimit }),
    }),
  }
}

function optionsOf(
  ids: Ids,
  { dataType, options: before = [] }: CustomField,
  sent: BusinessFieldChange['options'],
): FieldOption[] {
  if (sent === undefined) return before
  const taken = new Set([...before, ...sent].map(({ key }) => key))
  const keyOf = (label: string): string => {
    const known = before.find((option) => option.label === label)?.key
    if (known !== undefined) return known
    const word = wordOfName(label.trim())
    const key = word === '' || taken.has(word) ? ids.next() : word
    taken.add(key)
    return key
  }
  const options = sent.map(({ key, label, url }) => ({
    key: key ?? keyOf(label),
    label,
    ...(dataType === 'RADIO' && url !== undefined && { url }),
  }))
  const keys = new Set(options.map(({ key }) => key))
  if (keys.size < options.length) throw errors.unprocessable(["All options's elements must be unique"])
  if (before.some(({ key }) => !keys.has(key))) throw errors.customFieldOptionsMissing()
  return options
}
