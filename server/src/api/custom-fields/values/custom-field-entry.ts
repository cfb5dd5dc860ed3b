/** The value of a custom field of a contact or an opportunity, as stored and returned. */
export interface CustomFieldEntry {
  id: string
  value: CustomFieldValue
}

export type CustomFieldValue = string | number | string[] | Record<string, unknown>
