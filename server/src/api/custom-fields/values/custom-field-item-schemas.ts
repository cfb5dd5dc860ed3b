import { type Static, Type } from 'typebox'
import { bounds } from '../../schemas/bounds.ts'

const customFieldValue = (description: string) => Type.Unsafe<unknown>({ description, example: 'My Text' })

/** `idOrKey` is a keyword of the validator: an item must have an id or a key. */
const customFieldItem = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        example: '6dvNaf7VhkQ9snc5vnjJ',
        maxLength: bounds.id,
      }),
    ),
    key: Type.Optional(
      Type.String({
        description:
          'The key of the custom field, with or without `contact.` or `opportunity.`. `id` takes precedence.',
        example: 'my_custom_field',
        maxLength: bounds.id,
      }),
    ),
    field_value: Type.Optional(
      customFieldValue(
        'Text (up to 5,000 characters; LARGE_TEXT 100,000), a number, a list of options, or an object for TEXTBOX_LIST and files. `""`, `null` and `[]` clear the field.',
      ),
    ),
    fieldValue: Type.Optional(customFieldValue('An alias of `field_value`, which takes precedence.')),
    value: Type.Optional(customFieldValue('The name used in responses. The other two take precedence.')),
  },
  { additionalProperties: false, idOrKey: true },
)

export type CustomFieldItem = Static<typeof customFieldItem>

/** Values of custom fields, of a contact or an opportunity. */
export const customFieldList = Type.Array(customFieldItem, {
  maxItems: bounds.customFields,
  description:
    'Values of custom fields. Leaves fields that are not named. Drops unknown fields and values that are not among the options, and names them in the response header `x-contactd-ignored-fields`.',
})
