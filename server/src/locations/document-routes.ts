import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { bounds } from './bounds.ts'
import { documentAnswer, uploadAnswer, uploadBody } from './document-schemas.ts'
import { maxFileBytes, readDocument } from './documents.ts'
import { attachmentHeader, safeMimeType } from './file-name.ts'
import { findReachableDocument } from './find-document.ts'
import type { LocationContext } from './location-context.ts'
import { uploadFiles } from './upload-files.ts'
import { registerForms, requireForm } from './upload-form.ts'

const uploadOperation = operation({
  ...accessOf('upload-file-customFields'),
  summary: 'Uploads File to customFields',
  description: `Keeps files, so that the value of a custom field can name them: at most ${bounds.filesOfField} of ${maxFileBytes / 1024 ** 2} MB each. All of them are kept, or none.`,
  tag: 'Custom Fields',
  params: Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') }),
  body: uploadBody,
  consumes: 'multipart/form-data',
  answer: { status: 200, description: 'Where the files are.', schema: uploadAnswer },
  refusals: ['locationUnreachable', 'fileFormatRefused'],
})

const downloadOperation = operation({
  ...accessOf('download-document'),
  summary: 'Download Document',
  description: 'A file that was uploaded, for tokens that reach its location.',
  tag: 'Custom Fields',
  params: Type.Object({ documentId: pathId('The id of the document.', 'w2M9qTZ0ZJz8rGt02jdJ') }),
  answer: {
    status: 200,
    description: 'The file, as it was uploaded.',
    schema: documentAnswer,
    mediaType: '*/*',
  },
  refusals: ['documentNotFound'],
})

/** Upload and download of files. The gate stands before them. */
export async function registerDocumentRoutes(app: App, context: LocationContext): Promise<void> {
  await app.register(async (forms: App) => {
    await registerForms(forms)
    const options = { ...uploadOperation, onRequest: requireForm }
    forms.post('/locations/:locationId/customFields/upload', options, async (request) => {
      const { locationId } = request.params
      const files = await uploadFiles(context, principalOf(request), locationId, request)
      const urlOf = (id: string) => `${request.protocol}://${request.host}/documents/download/${id}`
      return {
        uploadedFiles: Object.fromEntries(files.map(({ id, originalname }) => [originalname, urlOf(id)])),
        meta: files.map(({ id, sizeBytes: size, ...file }) => ({ ...file, size, url: urlOf(id) })),
      }
    })
  })

  app.get('/documents/download/:documentId', downloadOperation, async (request, reply) => {
    const document = await findReachableDocument(context, principalOf(request), request.params.documentId)
    return reply
      .headers({
        'content-type': safeMimeType(document.mimeType),
        'content-length': document.sizeBytes,
        'content-disposition': attachmentHeader(document.fileName),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
      })
      .send(Readable.from(readDocument(context.storage, document), { objectMode: false }))
  })
}
