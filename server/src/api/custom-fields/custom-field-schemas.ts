import { type Static, Type } from 'typebox'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { bounds } from '../locations/bounds.ts'
import { type CustomFieldSpec, customFieldTypes, locationModels } from './custom-field.ts'
import type { CustomFieldFolderRow } from './custom-field-folder-store.ts'
import type { StoredCustomField } from './custom-field-store.ts'

const textOption = Type.String({ minLength: 1, maxLength: bounds.option, example: 'first option' })

const options = (description: string) =>
  Type.Optional(Type.Array(textOption, { maxItems: bounds.options, description }))

const model = (description: string) =>
  Type.Optional(Type.Enum([...locationModels], { type: 'string', description, example: 'contact' }))

/** The properties of both Create Custom Field and Update Custom Field, in the order of the specification. */
const writableFields = {
  placeholder: Type.Optional(
    Type.String({
      maxLength: bounds.placeholder,
      example: 'Placeholder Text',
    }),
  ),
  acceptedFormat: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: bounds.acceptedFormat, example: '.pdf' }), {
      maxItems: bounds.acceptedFormats,
      description: 'For FILE_UPLOAD: the accepted file extensions; any if empty.',
      example: ['.pdf', '.docx', '.jpeg'],
    }),
  ),
  isMultipleFile: Type.Optional(
    Type.Boolean({ description: 'For FILE_UPLOAD: whether the field holds several files.', example: false }),
  ),
  maxNumberOfFiles: Type.Optional(
    Type.Integer({
      description: 'For FILE_UPLOAD: the maximum number of files.',
      minimum: 1,
      maximum: bounds.filesOfField,
      example: 2,
    }),
  ),
  textBoxListOptions: Type.Optional(
    Type.Array(
      Type.Object(
        {
          id: Type.Optional(
            Type.String({
              description: 'The id of an existing row, which keeps its values on contacts.',
              maxLength: bounds.id,
            }),
          ),
          label: Type.Optional(Type.String({ maxLength: bounds.option, example: 'First' })),
          prefillValue: Type.Optional(
            Type.String({
              description: 'The initial value of the row.',
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
          'The rows of a TEXTBOX_LIST. A row without an id keeps the id of the row with the same label.',
      },
    ),
  ),
  position: Type.Optional(
    Type.Integer({
      description: 'The position in lists.',
      minimum: 0,
      maximum: bounds.position,
      example: 0,
    }),
  ),
  options: options('The choices of SINGLE_OPTIONS, RADIO, CHECKBOX and MULTIPLE_OPTIONS.'),
  picklistOptions: options('An alias of `options`: the name used in responses.'),
  parentId: Type.Optional(
    Type.Unsafe<string | null>({
      type: 'string',
      nullable: true,
      description: 'A folder for fields of the same model; `null` removes the field from its folder.',
      maxLength: bounds.id,
      example: '3v34PM428h8vShlRW1KT',
    }),
  ),
  description: Type.Optional(
    Type.String({
      maxLength: bounds.description,
      example: 'Where parcels go',
    }),
  ),
  showInForms: Type.Optional(
    Type.Boolean({
      description: 'Whether forms show the field. Stored; contactd has no forms.',
      example: true,
    }),
  ),
}

const name = Type.String({
  description: 'Creating a field makes its key from the name; renaming it keeps the key.',
  minLength: 1,
  maxLength: bounds.name,
  example: 'Custom Field',
})

/** A new field: Create Custom Field takes a folder, too. */
export const createFieldBody = Type.Object(
  {
    name,
    dataType: Type.Enum([...customFieldTypes], {
      type: 'string',
      description: 'The type of the values. It never changes.',
      example: 'TEXT',
    }),
    ...writableFields,
    model: model('`contact` by default.'),
    fieldKey: Type.Optional(
      Type.String({
        description:
          'The key, if not made from the name. contactd removes all characters but ASCII letters, digits and `_`, then prepends the model: `book` becomes `contact.book`.',
        maxLength: bounds.name,
        example: 'book',
      }),
    ),
    documentType: Type.Optional(
      Type.Enum(['field'], { type: 'string', description: '`field` by default.', example: 'field' }),
    ),
  },
  { additionalProperties: false },
)

const createFolderBody = Type.Object(
  {
    name: Type.String({
      description: 'Unique among the folders of the model.',
      minLength: 1,
      maxLength: bounds.name,
      example: 'Sizes',
    }),
    documentType: Type.Enum(['folder'], {
      type: 'string',
      description: '`folder` creates a folder.',
      example: 'folder',
    }),
    model: model('`contact` by default.'),
  },
  { additionalProperties: false },
)

/** A field or, with `documentType: folder`, a folder. */
export type CreateCustomFieldBody = Static<typeof createFieldBody> | Static<typeof createFolderBody>

export const createCustomFieldBody = Type.Unsafe<CreateCustomFieldBody>({
  if: { type: 'object', properties: { documentType: { enum: ['folder'] } }, required: ['documentType'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: createFolderBody,
  else: createFieldBody,
})

export const updateCustomFieldBody = Type.Object(
  {
    name,
    ...writableFields,
    model: model('The model of the field. With another model, the field is not found.'),
  },
  { additionalProperties: false },
)
export type UpdateCustomFieldBody = Static<typeof updateCustomFieldBody>

const modelInQuery = Type.Optional(
  Type.Enum([...locationModels, 'all'], {
    type: 'string',
    description: '`contact` by default.',
    example: 'contact',
  }),
)

export const customFieldsQuery = Type.Object({ model: modelInQuery })
export type CustomFieldsQuery = Static<typeof customFieldsQuery>

export const searchCustomFieldsQuery = Type.Object({
  query: Type.Optional(
    Type.String({
      description: 'A substring of the name or the key, in any case.',
      maxLength: bounds.name,
      example: 'pin',
    }),
  ),
  documentType: Type.Optional(
    Type.Enum(['field', 'folder'], {
      type: 'string',
      description: '`field` by default.',
      example: 'field',
    }),
  ),
  model: modelInQuery,
  parentId: Type.Optional(
    Type.String({ description: 'Returns only fields in this folder.', maxLength: bounds.id, example: '' }),
  ),
  includeStandards: Type.Optional(
    Type.String({
      description: 'No effect: contactd has no standard fields among the custom ones.',
      maxLength: bounds.name,
      example: 'true',
    }),
  ),
  skip: queryNumber('The number of results to skip.', 0),
  limit: limitInQuery('The page size: 10 by default.', 10),
})
export type SearchCustomFieldsQuery = Static<typeof searchCustomFieldsQuery>

/** Translates a body for the use cases. */
export const specOf = <Body extends UpdateCustomFieldBody>({
  picklistOptions,
  options = picklistOptions,
  ...rest
}: Body): Omit<Body, 'picklistOptions' | 'options'> & Pick<CustomFieldSpec, 'options'> => ({
  ...rest,
  options,
})

/** A custom field as returned, with the keys of live responses in their order. */
export const customFieldView = (field: StoredCustomField) => ({
  id: field.id,
  name: field.name,
  model: field.model,
  fieldKey: field.fieldKey,
  placeholder: field.placeholder,
  dataType: field.dataType,
  position: field.position,
  documentType: 'field',
  parentId: field.parentId,
  locationId: field.locationId,
  dateAdded: field.dateAdded,
  standard: false,
  description: field.description,
  showInForms: field.showInForms,
  picklistOptions: field.picklistOptions,
  acceptedFormat: field.acceptedFormat,
  isMultiFileAllowed: field.isMultiFileAllowed,
  maxFileLimit: field.maxFileLimit,
})

/** A folder as the operations of a location return it. */
export const customFieldFolderView = (
  locationId: string,
  { id, name, model, dateAdded }: CustomFieldFolderRow,
) => ({
  id,
  name,
  model,
  documentType: 'folder',
  locationId,
  dateAdded: new Date(dateAdded).toISOString(),
})

const ofBoth = {
  id: Type.String({ example: '3sv6UEo51C9Bmpo1cKTq' }),
  name: Type.String({ example: 'pincode' }),
  model: Type.String({ description: '`contact` or `opportunity`.', example: 'contact' }),
  documentType: Type.String({ description: '`field` or `folder`.', example: 'field' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  dateAdded: Type.String({ example: '2024-06-16T14:00:00.000Z' }),
}

const fieldProperties = {
  ...ofBoth,
  fieldKey: Type.String({
    description: 'The key, by which values can name the field.',
    example: 'contact.pincode',
  }),
  placeholder: Type.String({ example: 'Pin code' }),
  dataType: Type.String({ example: 'TEXT' }),
  position: Type.Integer({ description: 'The position in lists.', example: 0 }),
  parentId: Type.Optional(
    Type.String({ description: 'The id of the folder.', example: '3v34PM428h8vShlRW1KT' }),
  ),
  standard: Type.Boolean({ description: 'Always false.', example: false }),
  description: Type.Optional(Type.String({ example: 'Where parcels go' })),
  showInForms: Type.Optional(Type.Boolean({ example: true })),
  picklistOptions: Type.Optional(
    Type.Array(Type.Unsafe<unknown>({}), {
      description: 'Texts; for TEXTBOX_LIST, objects with `id`, `label` and `prefillValue`.',
      example: ['first option'],
    }),
  ),
  acceptedFormat: Type.Optional(
    Type.Array(Type.String(), {
      description: 'For FILE_UPLOAD: the accepted file extensions.',
      example: ['.pdf'],
    }),
  ),
  isMultiFileAllowed: Type.Optional(
    Type.Boolean({ description: 'For FILE_UPLOAD: whether the field holds several files.', example: true }),
  ),
  maxFileLimit: Type.Optional(
    Type.Integer({ description: 'For FILE_UPLOAD: the maximum number of files.', example: 4 }),
  ),
}

const customFieldAnswer = Type.Object(fieldProperties)
const rowId = { _id: Type.String({ description: 'Same as `id`.', example: '3sv6UEo51C9Bmpo1cKTq' }) }
const oneField = Type.Object({ customField: customFieldAnswer })

export const customFieldAnswers = {
  one: oneField,
  made: Type.Object({
    customField: Type.Optional(customFieldAnswer),
    customFieldFolder: Type.Optional(
      Type.Object(ofBoth, { description: 'The folder, with `documentType: folder`.' }),
    ),
  }),
  list: Type.Object({
    customFields: Type.Array(customFieldAnswer),
  }),
  found: Type.Object({
    customFields: Type.Array(Type.Object({ ...rowId, ...fieldProperties }), {
      description: 'The matching fields, by position.',
    }),
    customFieldFolders: Type.Array(Type.Object({ ...rowId, ...ofBoth }), {
      description: 'The matching folders, oldest first.',
    }),
    totalItems: Type.Integer({ description: 'The number on all pages.', example: 1 }),
  }),
  deleted: Type.Object({ succeded: Type.Boolean({ example: true }) }),
}
