import { type Static, Type } from 'typebox'
import { bounds } from '../locations/bounds.ts'
import { acceptedFormats, businessFieldTypes } from './business-field.ts'
import { folderRow, objectKey } from './custom-field-folder-schemas.ts'
import type { StoredCustomField } from './custom-field-store.ts'

const locationId = Type.String({
  minLength: 1,
  maxLength: bounds.id,
  example: 've9EPM428h8vShlRW1KT',
})

const label = Type.String({
  minLength: 1,
  maxLength: bounds.option,
  example: 'Small',
})
const optionKey = Type.String({
  minLength: 1,
  maxLength: bounds.option,
  example: 'small',
})
const optionUrl = Type.Optional(
  Type.String({
    description: 'A URL, for a RADIO only; stored as sent.',
    maxLength: bounds.website,
    example: 'https://example.com/small.png',
  }),
)

/** The properties before the options, in both operations, in the order of the specification. */
const firstFields = {
  name: Type.Optional(
    Type.String({
      description: 'The key by default.',
      minLength: 1,
      maxLength: bounds.name,
      example: 'Size',
    }),
  ),
  description: Type.Optional(
    Type.String({
      maxLength: bounds.description,
      example: 'How many work there',
    }),
  ),
  placeholder: Type.Optional(
    Type.String({
      maxLength: bounds.placeholder,
      example: 'Choose a size',
    }),
  ),
  showInForms: Type.Boolean({
    description: 'Whether forms show the field. Stored; contactd has no forms.',
    example: true,
  }),
}

const acceptedFormat = Type.Optional(
  Type.Enum([...acceptedFormats], {
    type: 'string',
    description: 'For FILE_UPLOAD: the accepted file extension.',
    example: '.pdf',
  }),
)
const maxFileLimit = Type.Optional(
  Type.Integer({
    description: 'For FILE_UPLOAD: the maximum number of files.',
    minimum: 1,
    maximum: bounds.filesOfField,
    example: 2,
  }),
)

export const createBusinessFieldBody = Type.Object(
  {
    locationId,
    ...firstFields,
    options: Type.Optional(
      Type.Array(Type.Object({ key: optionKey, label, url: optionUrl }, { additionalProperties: false }), {
        maxItems: bounds.options,
        description: 'The choices of SINGLE_OPTIONS, MULTIPLE_OPTIONS, RADIO, CHECKBOX and TEXTBOX_LIST.',
      }),
    ),
    acceptedFormats: acceptedFormat,
    dataType: Type.Enum([...businessFieldTypes], {
      type: 'string',
      description: 'The type of the values. It never changes.',
      example: 'SINGLE_OPTIONS',
    }),
    fieldKey: Type.String({
      description:
        '`business.` and a word. contactd removes all characters but ASCII letters, digits and `_` from the word.',
      pattern: '^business\\.',
      maxLength: bounds.name,
      example: 'business.size',
    }),
    objectKey,
    maxFileLimit,
    allowCustomOption: Type.Optional(
      Type.Boolean({
        description: 'For RADIO: whether a record may hold a text that is not among the options. Stored.',
        example: true,
      }),
    ),
    parentId: Type.String({
      description: 'A folder for fields of businesses.',
      minLength: 1,
      maxLength: bounds.id,
      example: '3v34PM428h8vShlRW1KT',
    }),
  },
  { additionalProperties: false },
)
export type CreateBusinessFieldBody = Static<typeof createBusinessFieldBody>

export const updateBusinessFieldBody = Type.Object(
  {
    locationId,
    ...firstFields,
    options: Type.Optional(
      Type.Array(
        Type.Object(
          { key: Type.Optional(optionKey), label, url: optionUrl },
          { additionalProperties: false },
        ),
        {
          maxItems: bounds.options,
          description:
            'All existing options, and new ones: options cannot be removed. An option without a key is matched by its label; a new one gets a key made from it.',
        },
      ),
    ),
    acceptedFormats: acceptedFormat,
    maxFileLimit,
  },
  { additionalProperties: false },
)
export type UpdateBusinessFieldBody = Static<typeof updateBusinessFieldBody>

const date = Type.String({ example: '2024-06-16T14:00:00.000Z' })

const fieldAnswer = Type.Object({
  id: Type.String({ example: 'b7TqXv2mLk9cRd4Zs0Hn' }),
  objectKey: Type.String({ description: 'Always `business`.', example: 'business' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  name: Type.String({ example: 'Size' }),
  description: Type.Optional(Type.String({ example: 'How many work there' })),
  placeholder: Type.String({
    example: 'Choose a size',
  }),
  showInForms: Type.Boolean({ example: true }),
  dataType: Type.String({ example: 'SINGLE_OPTIONS' }),
  fieldKey: Type.String({ example: 'business.size' }),
  parentId: Type.String({
    description: 'The folder; `""` if it was deleted.',
    example: '3v34PM428h8vShlRW1KT',
  }),
  options: Type.Optional(
    Type.Array(
      Type.Object({
        key: Type.String({ example: 'small' }),
        label: Type.String({ example: 'Small' }),
        url: Type.Optional(Type.String({ example: 'https://example.com/small.png' })),
      }),
    ),
  ),
  acceptedFormats: Type.Optional(
    Type.String({
      description: 'For FILE_UPLOAD: the accepted file extension, or `all`.',
      example: '.pdf',
    }),
  ),
  maxFileLimit: Type.Optional(
    Type.Integer({ description: 'For FILE_UPLOAD: the maximum number of files.', example: 2 }),
  ),
  allowCustomOption: Type.Optional(
    Type.Boolean({ description: 'For RADIO: whether records may hold another text.', example: true }),
  ),
  dateAdded: date,
  dateUpdated: date,
})

export const businessFieldAnswers = {
  one: Type.Object({ field: fieldAnswer }),
  fieldOrFolder: Type.Object({
    field: Type.Union([fieldAnswer, folderRow]),
  }),
  list: Type.Object({
    fields: Type.Array(fieldAnswer),
    folders: Type.Array(folderRow),
  }),
}

/** A custom field of businesses, as returned. */
export const businessFieldView = ({
  id,
  locationId,
  model,
  name,
  description,
  placeholder,
  showInForms = true,
  dataType,
  fieldKey,
  parentId = '',
  options,
  acceptedFormats,
  maxFileLimit,
  allowCustomOption,
  dateAdded,
  dateUpdated = dateAdded,
}: StoredCustomField) => ({
  id,
  objectKey: model,
  locationId,
  name,
  description,
  placeholder,
  showInForms,
  dataType,
  fieldKey,
  parentId,
  options,
  acceptedFormats,
  maxFileLimit,
  allowCustomOption,
  dateAdded,
  dateUpdated,
})
