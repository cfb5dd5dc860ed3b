import { type Static, Type } from 'typebox'
import { bounds } from './bounds.ts'
import { type CustomFieldSpec, customFieldTypes } from './custom-field.ts'

const textOption = Type.String({ minLength: 1, maxLength: bounds.option, example: 'first option' })

const options = (description: string) =>
  Type.Optional(Type.Array(textOption, { maxItems: bounds.options, description }))

const modelOfField = Type.Optional(
  Type.Enum(['contact'], {
    type: 'string',
    description: 'contactd has contacts alone, no opportunities.',
    example: 'contact',
  }),
)

/** What both Create Custom Field and Update Custom Field take. */
const writableFields = {
  placeholder: Type.Optional(
    Type.String({
      description: 'What stands in an empty field.',
      maxLength: bounds.placeholder,
      example: 'Placeholder Text',
    }),
  ),
  options: options('The texts to choose from: SINGLE_OPTIONS, RADIO, CHECKBOX, MULTIPLE_OPTIONS.'),
  picklistOptions: options('The same as `options`, under the name that answers use.'),
  textBoxListOptions: Type.Optional(
    Type.Array(
      Type.Object(
        {
          id: Type.Optional(
            Type.String({
              description: 'The id of a row that the field has: it stays, and so do its values on contacts.',
              maxLength: bounds.id,
            }),
          ),
          label: Type.Optional(
            Type.String({ description: 'The name of the row.', maxLength: bounds.option, example: 'First' }),
          ),
          prefillValue: Type.Optional(
            Type.String({
              description: 'What the row holds at first.',
              maxLength: bounds.option,
              example: '',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      {
        maxItems: bounds.options,
        description:
          'The rows of a TEXTBOX_LIST. A row without an id keeps the one of the row with the same label.',
      },
    ),
  ),
  acceptedFormat: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: bounds.acceptedFormat, example: '.pdf' }), {
      maxItems: bounds.acceptedFormats,
      description: 'For FILE_UPLOAD: the endings of file names that are taken; none: any.',
      example: ['.pdf', '.docx', '.jpeg'],
    }),
  ),
  isMultipleFile: Type.Optional(
    Type.Boolean({ description: 'For FILE_UPLOAD: whether it holds several files.', example: false }),
  ),
  maxNumberOfFiles: Type.Optional(
    Type.Integer({
      description: 'For FILE_UPLOAD: how many.',
      minimum: 1,
      maximum: bounds.filesOfField,
      example: 2,
    }),
  ),
  position: Type.Optional(
    Type.Integer({
      description: 'Where it stands in lists.',
      minimum: 0,
      maximum: bounds.position,
      example: 0,
    }),
  ),
  model: modelOfField,
  parentId: Type.Optional(
    Type.Unsafe<string | null>({
      type: 'string',
      nullable: true,
      description: 'The folder that it stands in; `null` takes it out.',
      maxLength: bounds.id,
      example: '3v34PM428h8vShlRW1KT',
    }),
  ),
}

const name = Type.String({
  description: 'The key is made from the name when the field is made, and stays when it is renamed.',
  minLength: 1,
  maxLength: bounds.name,
  example: 'Custom Field',
})

export const createCustomFieldBody = Type.Object(
  {
    name,
    dataType: Type.Enum([...customFieldTypes], {
      type: 'string',
      description: 'The type of its values. It never changes.',
      example: 'TEXT',
    }),
    ...writableFields,
  },
  { additionalProperties: false },
)

export const updateCustomFieldBody = Type.Object({ name, ...writableFields }, { additionalProperties: false })
export type UpdateCustomFieldBody = Static<typeof updateCustomFieldBody>

export const customFieldsQuery = Type.Object({
  model: Type.Optional(
    Type.Enum(['contact', 'opportunity', 'all'], {
      type: 'string',
      description: 'Whose fields. There are none of opportunities.',
      example: 'contact',
    }),
  ),
})

/** A body in the words of the use cases. */
export const specOf = <Body extends UpdateCustomFieldBody>({
  picklistOptions,
  options = picklistOptions,
  ...rest
}: Body): Omit<Body, 'picklistOptions' | 'options'> & Pick<CustomFieldSpec, 'options'> => ({
  ...rest,
  options,
})

const customFieldAnswer = Type.Object(
  {
    id: Type.String({ description: 'The id of the custom field.', example: '3sv6UEo51C9Bmpo1cKTq' }),
    name: Type.String({ description: 'Its name.', example: 'pincode' }),
    fieldKey: Type.String({ description: 'Its key, as values may name it.', example: 'contact.pincode' }),
    placeholder: Type.String({ description: 'What stands in an empty field.', example: 'Pin code' }),
    dataType: Type.String({ description: 'The type of its values.', example: 'TEXT' }),
    position: Type.Integer({ description: 'Where it stands in lists.', example: 0 }),
    picklistOptions: Type.Optional(
      Type.Array(Type.Unsafe<unknown>({}), {
        description: 'Texts; of a TEXTBOX_LIST objects with `id`, `label` and `prefillValue`.',
        example: ['first option'],
      }),
    ),
    acceptedFormat: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Of a FILE_UPLOAD: the endings of file names that are taken.',
        example: ['.pdf'],
      }),
    ),
    isMultiFileAllowed: Type.Optional(
      Type.Boolean({ description: 'Of a FILE_UPLOAD: whether it holds several files.', example: true }),
    ),
    maxFileLimit: Type.Optional(Type.Integer({ description: 'Of a FILE_UPLOAD: how many.', example: 4 })),
    locationId: Type.String({ description: 'The location that has it.', example: 've9EPM428h8vShlRW1KT' }),
    model: Type.String({ description: 'Whose field it is.', example: 'contact' }),
    parentId: Type.Optional(
      Type.String({ description: 'The folder that it stands in.', example: '3v34PM428h8vShlRW1KT' }),
    ),
  },
  { description: 'The custom field.' },
)

export const customFieldAnswers = {
  one: Type.Object({ customField: customFieldAnswer }),
  list: Type.Object({
    customFields: Type.Array(customFieldAnswer, { description: 'The custom fields, by position.' }),
  }),
  deleted: Type.Object({ succeded: Type.Boolean({ description: 'Always true.', example: true }) }),
}
