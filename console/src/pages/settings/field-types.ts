import type { customFieldTypes } from '../../../../server/src/api/custom-fields/custom-field.ts'
import type { components } from '../../api/schema.d.ts'

export type Field = components['schemas']['CustomField']
export type DataType = (typeof customFieldTypes)[number]

/** What each type of field is called. */
export const typeNames: Record<DataType, string> = {
  TEXT: 'Text',
  LARGE_TEXT: 'Long text',
  NUMERICAL: 'Number',
  MONETORY: 'Money',
  PHONE: 'Phone',
  EMAIL: 'Email',
  DATE: 'Date',
  SINGLE_OPTIONS: 'One of a list',
  RADIO: 'One of several buttons',
  CHECKBOX: 'Several checkboxes',
  MULTIPLE_OPTIONS: 'Several of a list',
  TEXTBOX_LIST: 'Several text boxes',
  FILE_UPLOAD: 'Files',
  SIGNATURE: 'Signature',
}

export const typesWithOptions: readonly string[] = ['SINGLE_OPTIONS', 'RADIO', 'CHECKBOX', 'MULTIPLE_OPTIONS']

/** A folder of custom fields. */
export interface Folder {
  id: string
  name: string
  model: string
}

/** What fields and folders belong to. */
export const models = [
  { value: 'contact', label: 'Contacts' },
  { value: 'opportunity', label: 'Opportunities' },
] as const
export type Model = (typeof models)[number]['value']
