import type { Ids } from '../lib/ids.ts'
import { InputError } from '../lib/input-error.ts'
import { bounds, isLongerThan } from './bounds.ts'

/** The types of custom fields, in the API's own spelling. */
export const customFieldTypes = [
  'TEXT',
  'LARGE_TEXT',
  'NUMERICAL',
  'MONETORY',
  'PHONE',
  'EMAIL',
  'DATE',
  'SINGLE_OPTIONS',
  'RADIO',
  'CHECKBOX',
  'MULTIPLE_OPTIONS',
  'TEXTBOX_LIST',
  'FILE_UPLOAD',
  'SIGNATURE',
] as const

export type CustomFieldType = (typeof customFieldTypes)[number]

/** A row of a TEXTBOX_LIST field. */
interface TextBoxListOption {
  id: string
  label: string
  prefillValue: string
}

/** The definition of a custom field, as stored and answered. */
export interface CustomField {
  id: string
  name: string
  /** `contact.<name>`, unique in the location. */
  fieldKey: string
  placeholder: string
  dataType: CustomFieldType
  position: number
  /** For fields with options: their texts; for a TEXTBOX_LIST: its rows. */
  picklistOptions?: string[] | TextBoxListOption[]
  /** For file fields: endings such as `.pdf`; missing or empty: any. */
  acceptedFormat?: string[]
  isMultiFileAllowed?: boolean
  maxFileLimit?: number
  locationId: string
  model: 'contact'
  /** The folder that it stands in. */
  parentId?: string
}

/** What a custom field is made from: HighLevel's names for it in requests. */
export interface CustomFieldSpec {
  name: string
  dataType: CustomFieldType
  placeholder?: string | undefined
  position?: number | undefined
  /** The texts to choose from; for a TEXTBOX_LIST the labels of its rows. Other types have none. */
  options?: readonly string[] | undefined
  /** The rows of a TEXTBOX_LIST, where more than their labels is said. */
  textBoxListOptions?: readonly TextBoxListRow[] | undefined
  acceptedFormat?: readonly string[] | undefined
  isMultipleFile?: boolean | undefined
  maxNumberOfFiles?: number | undefined
  /** A folder of the location; null for none. */
  parentId?: string | null | undefined
}

interface TextBoxListRow {
  /** Where it is the id of a row that stands, the row keeps it, and contacts keep their values. */
  id?: string | undefined
  label?: string | undefined
  prefillValue?: string | undefined
}

const typesWithOptions: ReadonlySet<CustomFieldType> = new Set([
  'SINGLE_OPTIONS',
  'RADIO',
  'CHECKBOX',
  'MULTIPLE_OPTIONS',
])
const typesWithFiles: ReadonlySet<CustomFieldType> = new Set(['FILE_UPLOAD', 'SIGNATURE'])

/** Whether fields of this type hold options: texts to choose from, or the rows of a TEXTBOX_LIST. */
export const takesOptions = (type: CustomFieldType): boolean =>
  typesWithOptions.has(type) || type === 'TEXTBOX_LIST'

/**
 * A new definition. What a spec says that its type has no use for is left out.
 * @throws InputError where a text or a list is empty or too long.
 */
export function newCustomField(
  ids: Ids,
  { id, locationId, fieldKey }: Pick<CustomField, 'id' | 'locationId' | 'fieldKey'>,
  spec: CustomFieldSpec,
): CustomField {
  const { dataType } = spec
  return withSpec(
    ids,
    { id, name: '', fieldKey, placeholder: '', dataType, position: 0, locationId, model: 'contact' },
    spec,
  )
}

/**
 * A definition with what a spec says of it; what it doesn't say stays as it is. Key and type stay.
 * @throws InputError where a text or a list is empty or too long.
 */
export function withSpec(
  ids: Ids,
  before: CustomField,
  spec: Omit<CustomFieldSpec, 'dataType'>,
): CustomField {
  const { dataType } = before
  const name = bounded('name', spec.name.trim(), bounds.name)
  if (name === '') throw new InputError('The name of a custom field must not be empty.')
  const picklistOptions = picklistOptionsOf(ids, before, spec)
  const parentId = spec.parentId === undefined ? before.parentId : spec.parentId
  return {
    id: before.id,
    name,
    fieldKey: before.fieldKey,
    placeholder: bounded('placeholder', spec.placeholder ?? before.placeholder, bounds.placeholder),
    dataType,
    position: spec.position ?? before.position,
    ...(picklistOptions && { picklistOptions }),
    ...(typesWithFiles.has(dataType) && fileRules(before, spec)),
    locationId: before.locationId,
    model: 'contact',
    ...(parentId && { parentId }),
  }
}

function fileRules(before: CustomField, spec: Omit<CustomFieldSpec, 'dataType'>) {
  const acceptedFormat = spec.acceptedFormat ?? before.acceptedFormat
  const maxFileLimit = spec.maxNumberOfFiles ?? before.maxFileLimit
  return {
    ...(acceptedFormat && { acceptedFormat: [...acceptedFormat] }),
    isMultiFileAllowed: spec.isMultipleFile ?? before.isMultiFileAllowed ?? false,
    ...(maxFileLimit !== undefined && { maxFileLimit }),
  }
}

function picklistOptionsOf(
  ids: Ids,
  before: CustomField,
  { options, textBoxListOptions }: Pick<CustomFieldSpec, 'options' | 'textBoxListOptions'>,
): CustomField['picklistOptions'] {
  if (typesWithOptions.has(before.dataType))
    return options ? choices(options) : (before.picklistOptions ?? [])
  if (before.dataType !== 'TEXTBOX_LIST') return undefined
  const rows = textBoxListOptions ?? options?.map((label) => ({ label }))
  return rows ? rowsOf(ids, before, rows) : (before.picklistOptions ?? [])
}

function choices(options: readonly string[]): string[] {
  boundedList('options', options)
  for (const option of options) {
    if (bounded('option', option, bounds.option) === '') throw new InputError('An option must not be empty.')
  }
  return [...new Set(options)]
}

/** A row that names the id of one that stands keeps it, else one with the same label: values hang on it. */
function rowsOf(ids: Ids, before: CustomField, rows: readonly TextBoxListRow[]): TextBoxListOption[] {
  boundedList('options', rows)
  const standing = (before.picklistOptions ?? []).filter((option) => typeof option === 'object')
  const taken = new Set<string>()
  return rows.map(({ id, label = '', prefillValue = '' }) => {
    const free = standing.filter((option) => !taken.has(option.id))
    const same = free.find((option) => option.id === id) ?? free.find((option) => option.label === label)
    const row = {
      id: same?.id ?? ids.uuid(),
      label: bounded('option', label, bounds.option),
      prefillValue: bounded('prefillValue', prefillValue, bounds.option),
    }
    taken.add(row.id)
    return row
  })
}

function bounded(what: string, text: string, maxLength: number): string {
  if (isLongerThan(text, maxLength))
    throw new InputError(`The ${what} is longer than ${maxLength} characters.`)
  return text
}

function boundedList(what: string, list: readonly unknown[]): void {
  if (list.length > bounds.options) throw new InputError(`There are more than ${bounds.options} ${what}.`)
}

/** `My field!` → `contact.my_field`, as HighLevel makes keys from names. */
export function fieldKeyOf(name: string): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return `contact.${words === '' ? 'field' : words}`
}
