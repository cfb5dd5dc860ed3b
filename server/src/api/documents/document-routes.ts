import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { originOf } from '../../http/request-origin.ts'
import { CoalescedTask } from '../../lib/coalesced-task.ts'
import { StorageUnavailableError } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { bounds } from '../locations/bounds.ts'
import { deletedDocumentAnswer, documentAnswer, uploadAnswer, uploadBody } from './document-schemas.ts'
import { maxFileBytes, readDocument, removeDeletedDocuments } from './documents.ts'
import { attachmentHeader, safeMimeType } from './file-name.ts'
import { deleteDocument, findReachableDocument } from './find-document.ts'
import { uploadFiles } from './upload-files.ts'
import { registerForms, requireForm } from './upload-form.ts'

const uploadOperation = operation({
  ...accessOf('upload-file-customFields'),
  summary: 'Uploads File to customFields',
  description: `Stores files that values of custom fields can name: at most ${bounds.filesOfField} of ${maxFileBytes / 1024 ** 2} MB each. Stores all of them or none.`,
  tag: 'Custom Fields',
  params: Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') }),
  body: uploadBody,
  consumes: 'multipart/form-data',
  answer: { status: 200, description: 'The URLs of the files.', schema: uploadAnswer },
  refusals: ['locationUnreachable', 'fileFormatRefused', 'uploadQuotaReached'],
})

const downloadOperation = operation({
  ...accessOf('download-document'),
  summary: 'Download Document',
  description: 'Returns an uploaded file to a token with access to its location.',
  tag: 'Custom Fields',
  params: Type.Object({ documentId: pathId('The id of the document.', 'w2M9qTZ0ZJz8rGt02jdJ') }),
  answer: {
    status: 200,
    description: 'The file, as uploaded.',
    schema: documentAnswer,
    mediaType: '*/*',
  },
  refusals: ['documentNotFound'],
})

const deleteOperation = operation({
  ...accessOf('delete-document'),
  summary: 'Delete Document',
  description: 'Deletes an uploaded file, even if values of contacts name it. Its URL stops working.',
  tag: 'contactd',
  params: Type.Object({ documentId: pathId('The id of the document.', 'w2M9qTZ0ZJz8rGt02jdJ') }),
  answer: { status: 200, description: 'Deleted.', schema: deletedDocumentAnswer },
  refusals: ['documentNotFound'],
})

/** The interval of checks for documents that were deleted with the values that named them. */
const cleanEveryMs = 5_000

/**
 * Registers upload, download and deletion of files. Authorization runs before them.
 * @param quotaBytes the total size of the files of a location.
 */
export async function registerDocumentRoutes(
  app: App,
  pipeline: Pipeline,
  context: ApiContext,
  quotaBytes: number,
): Promise<void> {
  const cleaning = new CoalescedTask(() =>
    removeDeletedDocuments(context.storage, pipeline.stopping).catch((error: unknown) => {
      // The database is away; the next check retries.
      if (error instanceof StorageUnavailableError) return
      app.log.warn({ err: error }, 'a document could not be removed: it is tried again')
    }),
  )
  const timer = setInterval(() => cleaning.poke(), cleanEveryMs).unref()
  app.addHook('preClose', async () => clearInterval(timer))
  app.addHook('onClose', () => cleaning.idle())

  await app.register(async (forms: App) => {
    await registerForms(forms)
    const authorized = pipeline.onFastify(uploadOperation)
    const options = { ...authorized, onRequest: [authorized.onRequest, requireForm] }
    forms.post('/locations/:locationId/customFields/upload', options, async (request) => {
      const { locationId } = request.params
      const files = await uploadFiles(context, principalOf(request), locationId, request, quotaBytes)
      const urlOf = (id: string) => `${originOf(request)}/documents/download/${id}`
      return {
        uploadedFiles: Object.fromEntries(files.map(({ id, originalname }) => [originalname, urlOf(id)])),
        meta: files.map(({ id, sizeBytes: size, ...file }) => ({ ...file, size, url: urlOf(id) })),
      }
    })
  })

  pipeline.delete('/_contactd/documents/:documentId', deleteOperation, async (request) => {
    await deleteDocument(context, principalOf(request), request.params.documentId)
    cleaning.poke()
    return { succeded: true, succeeded: true }
  })

  pipeline.get('/documents/download/:documentId', downloadOperation, async (request, reply) => {
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
