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
export interface TextBoxListOption {
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
}

/** `My field!` → `contact.my_field`, as HighLevel makes keys from names. */
export function fieldKeyOf(name: string): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return `contact.${words === '' ? 'field' : words}`
}
