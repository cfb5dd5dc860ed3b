import type { CustomFieldItem } from './custom-field-item-schemas.ts'

/** Translates items of v3 to dated names: a value has two names, and v3 prefers the other one. */
export const readVersion3Items = (items: readonly CustomFieldItem[]): CustomFieldItem[] =>
  items.map(({ fieldValue, ...item }) =>
    fieldValue === undefined ? item : { ...item, field_value: fieldValue },
  )
