import type { Ids } from '../../lib/ids.ts'
import { InputError } from '../../lib/input-error.ts'
import { bounded, bounds } from '../locations/bounds.ts'

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

/** The models with custom fields, in the API's spelling. */
export type CustomFieldModel = 'contact' | 'opportunity' | 'business'

/** The models for which Create Custom Field creates fields and folders. */
export const locationModels = ['contact', 'opportunity'] as const satisfies readonly CustomFieldModel[]

/** A row of a TEXTBOX_LIST field. */
type TextBoxListOption = { id: string; label: string; prefillValue: string }

/** An option of a business's field: its key and its label. */
export interface FieldOption {
  key: string
  label: string
  /** Of a RADIO's option. */
  url?: string | undefined
}

/** The definition of a custom field, as stored and returned. */
export interface CustomField {
  id: string
  name: string
  /** The model and a word, such as `contact.shoe_size`; unique in the location. */
  fieldKey: string
  placeholder: string
  dataType: CustomFieldType
  position: number
  /** For fields with options: their texts; for a TEXTBOX_LIST: its rows. */
  picklistOptions?: string[] | TextBoxListOption[]
  /** For file fields: extensions such as `.pdf`; any if missing or empty. */
  acceptedFormat?: string[]
  isMultiFileAllowed?: boolean
  maxFileLimit?: number
  locationId: string
  model: CustomFieldModel
  /** The id of its folder. */
  parentId?: string
  description?: string
  /** Stored without effect: contactd has no forms. */
  showInForms?: boolean
  /** Of businesses, in place of `picklistOptions`. */
  options?: FieldOption[]
  /** Of businesses, in place of `acceptedFormat`. */
  acceptedFormats?: string | undefined
  /** Of businesses: whether records may hold another text than the options of a RADIO. */
  allowCustomOption?: boolean | undefined
  /** Of businesses: ISO 8601 with milliseconds; missing until the first change. */
  dateUpdated?: string
}

/** The input of a new custom field, under HighLevel's names. */
export interface CustomFieldSpec {
  name: string
  dataType: CustomFieldType
  /** `contact` by default. */
  model?: CustomFieldModel | undefined
  /** The source of the key instead of the name; `""` counts as missing. */
  fieldKey?: string | undefined
  description?: string | undefined
  showInForms?: boolean | undefined
  placeholder?: string | undefined
  position?: number | undefined
  /** The choices; for a TEXTBOX_LIST, the labels of its rows. Other types have none. */
  options?: readonly string[] | undefined
  /** The rows of a TEXTBOX_LIST, if more than their labels is given. */
  textBoxListOptions?: readonly TextBoxListRow[] | undefined
  acceptedFormat?: readonly string[] | undefined
  isMultipleFile?: boolean | undefined
  maxNumberOfFiles?: number | undefined
  /** A folder of the location; null for none. */
  parentId?: string | null | undefined
}

/** The input of an update. */
export type CustomFieldChange = Omit<CustomFieldSpec, 'dataType' | 'model' | 'fieldKey'>

interface TextBoxListRow {
  /** The id of an existing row keeps the row and its values on contacts. */
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

/** Whether fields of this type have options: choices, or the rows of a TEXTBOX_LIST. */
export const takesOptions = (type: CustomFieldType): boolean =>
  typesWithOptions.has(type) || type === 'TEXTBOX_LIST'

/**
 * Builds a definition. Omits properties that the type does not use.
 * @throws InputError if a text or a list is empty or too long.
 */
export function newCustomField(
  ids: Ids,
  { id, locationId }: Pick<CustomField, 'id' | 'locationId'>,
  spec: CustomFieldSpec,
): CustomField {
  const { dataType, model = 'contact' } = spec
  const fieldKey = fieldKeyOf({ ...spec, id, model })
  return withSpec(
    ids,
    { id, name: '', fieldKey, placeholder: '', dataType, position: 0, locationId, model },
    spec,
  )
}

/**
 * Applies the given properties to a definition. Key, type and model never change.
 * @throws InputError if a text or a list is empty or too long.
 */
export function withSpec(ids: Ids, before: CustomField, spec: CustomFieldChange): CustomField {
  const { dataType } = before
  const name = bounded('name', spec.name.trim(), bounds.name)
  if (name === '') throw new InputError('The name of a custom field must not be empty.')
  const picklistOptions = picklistOptionsOf(ids, before, spec)
  const parentId = spec.parentId === undefined ? before.parentId : spec.parentId
  const { description = before.description, showInForms = before.showInForms } = spec
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
    model: before.model,
    ...(parentId && { parentId }),
    ...(description && { description: bounded('description', description, bounds.description) }),
    ...(showInForms !== undefined && { showInForms }),
  }
}

function fileRules(before: CustomField, spec: CustomFieldChange) {
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

/** Matches rows by id, or else by label: values refer to the ids. */
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

function boundedList(what: string, list: readonly unknown[]): void {
  if (list.length > bounds.options) throw new InputError(`There are more than ${bounds.options} ${what}.`)
}

/**
 * The key of a new field: made from the key sent, or else from the name. Falls back to the field's id if nothing is
 * left.
 */
function fieldKeyOf({
  id,
  model,
  name,
  fieldKey,
}: {
  id: string
  model: CustomFieldModel
  name: string
  fieldKey?: string | undefined
}): string {
  const word = fieldKey ? wordOfKey(fieldKey) : wordOfName(name.trim())
  return `${model}.${word === '' ? id : word}`
}

/** `App Q1 - Situation` → `app_q1__situation`, as HighLevel makes keys of names. */
export const wordOfName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_ ]/g, '')
    .replaceAll(' ', '_')

/** `contact.Book` → `contactBook`, as HighLevel reduces a key that is sent. */
export const wordOfKey = (fieldKey: string): string => fieldKey.replace(/[^A-Za-z0-9_]/g, '')
