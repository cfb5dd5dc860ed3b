import { type Static, Type } from 'typebox'
import { bounds } from '../locations/bounds.ts'

/** The most folders of custom fields of one location. */
export const maxFolders = 1000

const locationId = Type.String({
  minLength: 1,
  maxLength: bounds.id,
  example: 've9EPM428h8vShlRW1KT',
})

const name = Type.String({
  minLength: 1,
  maxLength: bounds.name,
  example: 'Name',
})

export const objectKey = Type.Enum(['business'], {
  type: 'string',
  description: 'contactd has no custom objects.',
  example: 'business',
})

export const createFolderBody = Type.Object({ objectKey, name, locationId }, { additionalProperties: false })
export type CreateFolderBody = Static<typeof createFolderBody>

export const updateFolderBody = Type.Object({ name, locationId }, { additionalProperties: false })
export type UpdateFolderBody = Static<typeof updateFolderBody>

export const folderQuery = Type.Object({ locationId })
export const objectKeyParams = Type.Object({ objectKey })

const id = Type.String({ example: '3v34PM428h8vShlRW1KT' })

const folderFields = {
  id,
  objectKey: Type.String({ example: 'business' }),
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
  name: Type.String({ example: 'Name' }),
}

/** A folder in a list. */
export const folderRow = Type.Object({
  ...folderFields,
  documentType: Type.String({ description: 'Always `folder`.', example: 'folder' }),
  dateAdded: Type.String({ example: '2024-06-16T14:00:00.000Z' }),
})

export const folderAnswers = {
  one: Type.Object(folderFields),
  deleted: Type.Object({
    succeded: Type.Boolean({ example: true }),
    id,
    key: Type.String({
      description: 'The key of the field; for a folder, a key made from its name.',
      example: 'business.name',
    }),
  }),
}
