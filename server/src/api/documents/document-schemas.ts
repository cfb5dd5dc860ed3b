import { Type } from 'typebox'
import { bounds } from '../locations/bounds.ts'

export const uploadBody = Type.Object({
  id: Type.Optional(
    Type.String({
      description: 'The id of the custom field, whose accepted formats apply, or of a contact.',
      example: 'aWdODOBVOlH1RUFKWQke',
    }),
  ),
  maxFiles: Type.Optional(
    Type.String({
      description: `The maximum number of files in the form, at most ${bounds.filesOfField}.`,
      example: '15',
    }),
  ),
  file: Type.Optional(
    Type.Unsafe<unknown>({
      type: 'string',
      format: 'binary',
      description: 'A file. The part can have any name, and the form can hold several.',
    }),
  ),
})

const url = 'http://localhost:4455/documents/download/w2M9qTZ0ZJz8rGt02jdJ'

export const uploadAnswer = Type.Object({
  uploadedFiles: Type.Object(
    {},
    {
      additionalProperties: { type: 'string' },
      description: 'The URLs of the files, by file name.',
      example: { 'FileName.csv': url },
    },
  ),
  meta: Type.Array(
    Type.Object({
      fieldname: Type.String({ description: 'The name of the part.', example: 'file' }),
      originalname: Type.String({ description: 'The name of the file.', example: 'FileName.csv' }),
      encoding: Type.String({ description: 'The encoding of the part.', example: '7bit' }),
      mimetype: Type.String({ description: 'The media type of the file.', example: 'text/csv' }),
      size: Type.Integer({ description: 'In bytes.', example: 2061 }),
      url: Type.String({ description: 'The URL for downloads.', example: url }),
    }),
    { description: 'The metadata of each file.' },
  ),
})

export const deletedDocumentAnswer = Type.Object({
  succeded: Type.Boolean({ example: true }),
  succeeded: Type.Boolean({ example: true }),
})

export const documentAnswer = Type.Unsafe<unknown>({ type: 'string', format: 'binary' })
