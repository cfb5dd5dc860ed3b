import { Type } from 'typebox'
import { bounds } from '../locations/bounds.ts'

/** The body of Create Custom Value and of Update Custom Value. */
export const customValueBody = Type.Object(
  {
    name: Type.String({
      description: 'Creating a custom value makes its key from the name; renaming it keeps the key.',
      minLength: 1,
      maxLength: bounds.name,
      example: 'Custom Field Name',
    }),
    value: Type.String({
      description: 'Stored as sent.',
      minLength: 1,
      maxLength: bounds.customValue,
      example: 'Value',
    }),
  },
  { additionalProperties: false },
)

const customValueAnswer = Type.Object({
  id: Type.String({ example: 'rWQ709Pb62syqGLceg1x' }),
  name: Type.String({ example: 'Custom Field' }),
  fieldKey: Type.String({
    description: 'The placeholder for the value in templates.',
    example: '{{ custom_values.custom_field }}',
  }),
  value: Type.String({ description: 'The text for the placeholder.', example: 'Value' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
})

export const customValueAnswers = {
  one: Type.Object({ customValue: customValueAnswer }),
  list: Type.Object({ customValues: Type.Array(customValueAnswer) }),
  deleted: Type.Object({ succeded: Type.Boolean({ example: true }) }),
}
