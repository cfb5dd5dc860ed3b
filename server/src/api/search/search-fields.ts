import { dndChannels } from '../contacts/dnd.ts'
import { version3Channels } from '../contacts/v3/version-3.ts'
import type { CustomField, CustomFieldType } from '../custom-fields/custom-field.ts'
import { type OpportunityState, opportunitiesColumn } from './nested-filter.ts'

/** The kind of values in a field's column. It decides which values a filter accepts. */
export type FieldKind =
  | 'text'
  | 'boolean'
  | 'number'
  /** Milliseconds since 1970. */
  | 'time'
  /** An instant as its ISO text. */
  | 'date'
  | 'list'
  /** States of opportunities. */
  | 'opportunities'

/** A searchable field. */
export interface SearchField {
  column: string
  kind: FieldKind
  operators: ReadonlySet<string>
  /** Whether `eq` takes several values, any of which may match. */
  takesSeveral: boolean
  isSortable: boolean
  /** Whether the column is not case-folded: two ids can differ only in case. */
  isExact?: boolean
  /** For `nested`: every state that an opportunity of the location can have. */
  states?: readonly OpportunityState[]
}

const existence = ['exists', 'not_exists']
/** The operators of fields by what they support. */
export const equality: ReadonlySet<string> = new Set(['eq', 'not_eq'])
export const comparison: ReadonlySet<string> = new Set([...equality, ...existence])
export const everyText: ReadonlySet<string> = new Set([...equality, 'contains', 'not_contains', ...existence])
export const times: ReadonlySet<string> = new Set(['range', ...existence])
export const numbers: ReadonlySet<string> = new Set(['range', ...equality, ...existence])

/** A field; it neither sorts nor takes several values unless it is a list or `rest` says so. */
export const field = (
  column: string,
  kind: FieldKind,
  operators: ReadonlySet<string>,
  rest: Partial<SearchField> = {},
): SearchField => ({ column, kind, operators, takesSeveral: kind === 'list', isSortable: false, ...rest })

/** A field with text. */
export const text = (column: string, rest?: Partial<SearchField>): SearchField =>
  field(column, 'text', everyText, rest)
const sortable = { isSortable: true }
const several = { takesSeveral: true }

/** HighLevel's names of the fields of one kind of document. */
export interface FieldNames {
  standard: ReadonlyMap<string, SearchField>
  /** Before the id of a custom field. */
  custom: string
}

const standardFields: ReadonlyMap<string, SearchField> = new Map([
  ['id', field('id', 'text', equality, { ...several, isExact: true })],
  ['address', text('address')],
  ['businessName', text('companyName', sortable)],
  ['city', text('city')],
  ['companyName', text('companyName')],
  ['firstNameLowerCase', text('firstNameLowerCase', sortable)],
  ['lastNameLowerCase', text('lastNameLowerCase', sortable)],
  ['phone', text('phone')],
  ['postalCode', text('postalCode')],
  ['source', text('source', sortable)],
  ['state', text('state')],
  ['tags', field('tags', 'list', everyText)],
  ['additionalEmails', field('additionalEmails', 'list', everyText)],
  ['additionalPhones', field('additionalPhones', 'list', everyText)],
  ['assignedTo', field('assignedTo', 'text', comparison, several)],
  ['country', field('country', 'text', comparison)],
  ['email', field('email', 'text', comparison, sortable)],
  ['timezone', field('timezone', 'text', comparison)],
  ['type', field('type', 'text', comparison)],
  ['website', field('website', 'text', comparison)],
  ['followers', field('followers', 'list', comparison)],
  ['activeWorkflows', field('activeWorkflows', 'list', comparison)],
  ['finishedWorkflows', field('finishedWorkflows', 'list', comparison)],
  ['dnd', field('dnd', 'boolean', comparison, sortable)],
  ['isValidWhatsapp', field('isValidWhatsapp', 'boolean', comparison)],
  ['validEmail', field('validEmail', 'boolean', comparison)],
  ['dateAdded', field('dateAdded', 'time', times, sortable)],
  ['dateUpdated', field('dateUpdated', 'time', times, sortable)],
  ['lastAppointment', field('lastAppointment', 'time', times)],
  ['lastEmailClickedDate', field('lastEmailClickedDate', 'time', times)],
  ['lastEmailOpenedDate', field('lastEmailOpenedDate', 'time', times)],
  // Channels are accepted in the spelling of any version.
  ...dndChannels.flatMap((channel) =>
    [channel, version3Channels[channel]].map((name): [string, SearchField] => [
      `dndSettings.${name}.status`,
      field(`dndSettings.${channel}.status`, 'text', comparison),
    ]),
  ),
  ['inboundDndSettings.all.status', field('inboundDndSettings.all.status', 'text', comparison)],
  ['opportunities', field(opportunitiesColumn, 'opportunities', new Set(['nested', ...existence]))],
])

/** The searchable values of a custom field, by its type. */
const customKinds: Record<CustomFieldType, Omit<SearchField, 'column'>> = {
  TEXT: text('', sortable),
  LARGE_TEXT: text('', sortable),
  SINGLE_OPTIONS: text('', sortable),
  RADIO: text('', sortable),
  PHONE: text('', sortable),
  EMAIL: text('', sortable),
  NUMERICAL: field('', 'number', numbers, sortable),
  MONETORY: field('', 'number', numbers, sortable),
  DATE: field('', 'date', times, sortable),
  CHECKBOX: field('', 'list', comparison),
  MULTIPLE_OPTIONS: field('', 'list', comparison),
  TEXTBOX_LIST: field('', 'list', everyText, { takesSeveral: false }),
  FILE_UPLOAD: field('', 'list', new Set(existence)),
  SIGNATURE: field('', 'list', new Set(existence)),
}

/** The names of the fields of contacts. */
export const contactFields: FieldNames = { standard: standardFields, custom: 'customFields' }

/** The id in a name such as `customFields.<id>` or `customFields.<id>.<optionId>`. */
export function customFieldIdOf(name: string, { custom }: FieldNames): string | undefined {
  const [first, id] = name.split('.', 2)
  return first === custom && id !== '' ? id : undefined
}

/**
 * The field with a name. Names of custom fields contain their ids.
 * @param definitions the custom fields of the location that the search names, by id.
 * @returns undefined if there is none.
 */
export function findSearchField(
  name: string,
  definitions: ReadonlyMap<string, CustomField>,
  names: FieldNames = contactFields,
): SearchField | undefined {
  const id = customFieldIdOf(name, names)
  if (id === undefined) return names.standard.get(name)
  const definition = definitions.get(id)
  if (!definition) return undefined
  const column = `customFields.${name.slice(names.custom.length + 1)}`
  const whole = `customFields.${id}`
  if (column === whole) return { ...customKinds[definition.dataType], column }
  // Each row of a TEXTBOX_LIST is a separate text.
  const rowId = column.slice(whole.length + 1)
  const isRow =
    definition.dataType === 'TEXTBOX_LIST' &&
    definition.picklistOptions?.some((option) => typeof option === 'object' && option.id === rowId)
  return isRow ? text(column, sortable) : undefined
}
