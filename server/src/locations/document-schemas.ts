import { Type } from 'typebox'
import { bounds } from './bounds.ts'

export const uploadBody = Type.Object({
  id: Type.Optional(
    Type.String({
      description: 'Id of the custom field (its accepted formats hold), or of a contact.',
      example: 'aWdODOBVOlH1RUFKWQke',
    }),
  ),
  maxFiles: Type.Optional(
    Type.String({
      description: `The most files that the form may hold, at most ${bounds.filesOfField}.`,
      example: '15',
    }),
  ),
  file: Type.Optional(
    Type.Unsafe<unknown>({
      type: 'string',
      format: 'binary',
      description: 'A file. The part may have any name, and there may be several.',
    }),
  ),
})

const url = 'http://localhost:4455/documents/download/w2M9qTZ0ZJz8rGt02jdJ'

export const uploadAnswer = Type.Object({
  uploadedFiles: Type.Object(
    {},
    {
      additionalProperties: { type: 'string' },
      description: 'The addresses of the files, by their names.',
      example: { 'FileName.csv': url },
    },
  ),
  meta: Type.Array(
    Type.Object({
      fieldname: Type.String({ description: 'The name of the part.', example: 'file' }),
      originalname: Type.String({ description: 'The name of the file.', example: 'FileName.csv' }),
      encoding: Type.String({ description: 'How the part was encoded.', example: '7bit' }),
      mimetype: Type.String({ description: 'The media type of the file.', example: 'text/csv' }),
      size: Type.Integer({ description: 'In bytes.', example: 2061 }),
      url: Type.String({ description: 'Where it is downloaded from.', example: url }),
    }),
    { description: 'What is known of each file.' },
  ),
})

export const documentAnswer = Type.Unsafe<unknown>({ type: 'string', format: 'binary' })
