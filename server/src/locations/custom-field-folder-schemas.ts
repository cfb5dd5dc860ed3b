import { type Static, Type } from 'typebox'
import { bounds } from './bounds.ts'
import { customFieldTypes } from './custom-field.ts'

/** The most folders of custom fields of one location. */
export const maxFolders = 1000

const locationId = Type.String({
  description: 'The id of the location.',
  minLength: 1,
  maxLength: bounds.id,
  example: 've9EPM428h8vShlRW1KT',
})

const name = Type.String({
  description: 'The name of the folder.',
  minLength: 1,
  maxLength: bounds.name,
  example: 'Name',
})

const objectKey = Type.Enum(['contact'], {
  type: 'string',
  description: 'contactd has custom fields of contacts alone.',
  example: 'contact',
})

export const createFolderBody = Type.Object({ objectKey, name, locationId }, { additionalProperties: false })
export type CreateFolderBody = Static<typeof createFolderBody>

export const updateFolderBody = Type.Object({ name, locationId }, { additionalProperties: false })
export type UpdateFolderBody = Static<typeof updateFolderBody>

export const folderQuery = Type.Object({ locationId })
export const objectKeyParams = Type.Object({ objectKey })

const id = Type.String({ description: 'The id of the folder.', example: '3v34PM428h8vShlRW1KT' })
const date = (description: string) => Type.String({ description, example: '2024-06-16T14:00:00.000Z' })

const folderFields = {
  id,
  objectKey: Type.String({ description: 'Always `contact`.', example: 'contact' }),
  locationId: Type.String({ description: 'The location that has it.', example: 've9EPM428h8vShlRW1KT' }),
  name: Type.String({ description: 'Its name.', example: 'Name' }),
}

const fieldKey = Type.String({ description: 'Its key.', example: 'contact.pincode' })
const parentId = Type.String({
  description: 'The folder that it stands in, or `""`.',
  example: '3v34PM428h8vShlRW1KT',
})

export const folderAnswers = {
  one: Type.Object(folderFields),
  deleted: Type.Object({
    succeded: Type.Boolean({ description: 'Always true.', example: true }),
    id,
    key: Type.String({ description: 'Its name as a key.', example: 'contact.name' }),
  }),
  ofObject: Type.Object({
    fields: Type.Array(
      Type.Object({
        ...folderFields,
        id: Type.String({ description: 'The id of the custom field.', example: '3sv6UEo51C9Bmpo1cKTq' }),
        placeholder: Type.String({ description: 'What stands in an empty field.', example: 'Pin code' }),
        showInForms: Type.Boolean({ description: 'Always true: contactd has no forms.', example: true }),
        dataType: Type.Enum([...customFieldTypes], {
          type: 'string',
          description: 'The type of its values.',
          example: 'TEXT',
        }),
        fieldKey,
        parentId,
        options: Type.Optional(
          Type.Array(
            Type.Object({
              key: Type.String({ description: 'The text, or the id of the row.', example: 'S' }),
              label: Type.String({ description: 'The text, or the label of the row.', example: 'S' }),
            }),
            { description: 'The texts to choose from, or the rows of a TEXTBOX_LIST.' },
          ),
        ),
        maxFileLimit: Type.Optional(Type.Integer({ description: 'Of a FILE_UPLOAD: how many.', example: 4 })),
      }),
      { description: 'The custom fields, by position.' },
    ),
    folders: Type.Array(
      Type.Object({
        ...folderFields,
        documentType: Type.String({ description: 'Always `folder`.', example: 'folder' }),
        dateAdded: date('When it was made.'),
      }),
      { description: 'The folders, oldest first.' },
    ),
  }),
}
