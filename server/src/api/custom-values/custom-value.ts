import { wordOfName } from '../custom-fields/custom-field.ts'

/** The most custom values of one location. */
export const maxCustomValues = 1000

/** A text of a location that templates refer to by its key; as stored and returned. */
export interface CustomValue {
  id: string
  name: string
  /** The placeholder in templates, such as `{{ custom_values.opening_hours }}`; unique in the location. */
  fieldKey: string
  value: string
  locationId: string
}

/** The place of a custom value. */
export type CustomValueRef = Pick<CustomValue, 'id' | 'locationId'>

/** The input of Create Custom Value and Update Custom Value. */
export interface CustomValueSpec {
  name: string
  value: string
}

/** Builds a custom value. The key comes from the name, or from the id if nothing is left of the name. */
export const newCustomValue = (
  { id, locationId }: CustomValueRef,
  { name, value }: CustomValueSpec,
): CustomValue => ({
  id,
  name: name.trim(),
  fieldKey: `{{ custom_values.${wordOfName(name.trim()) || id} }}`,
  value,
  locationId,
})

/** Replaces name and value. The key never changes, so templates keep working. */
export const withCustomValueSpec = (before: CustomValue, { name, value }: CustomValueSpec): CustomValue => ({
  ...before,
  name: name.trim(),
  value,
})
