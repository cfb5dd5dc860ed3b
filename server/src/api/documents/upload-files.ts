import type { FastifyRequest } from 'fastify'
import { requireLiveToken } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findCustomField } from '../custom-fields/custom-field-store.ts'
import { bounds } from '../locations/bounds.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { completeDocuments, removeDocument, storeDocument } from './documents.ts'
import { hasAcceptedFormat, safeFileName, safeMimeType } from './file-name.ts'
import { contentOf, type FormPart, formParts } from './upload-form.ts'

/** A stored file. */
export interface UploadedFile {
  /** Of the document. */
  id: string
  /** Of the part of the form. */
  fieldname: string
  originalname: string
  encoding: string
  mimetype: string
  sizeBytes: number
}

/**
 * Stores the files of a form: all of them, or none after an error.
 * @param quotaBytes the total size of the files of the location.
 * @throws ApiError 400, 401, 413, 422.
 */
export async function uploadFiles(
  context: ApiContext,
  principal: Principal,
  locationId: string,
  request: FastifyRequest,
  quotaBytes: number,
): Promise<UploadedFile[]> {
  const { storage } = context
  const place = { locationId, quotaBytes }
  await storage.read((tx) => findReachableLocation(tx, principal, locationId))
  const begun: string[] = []
  try {
    const { files, fieldId, maxFiles } = await readForm(context, place, formParts(request), begun)
    if (files.length === 0) throw errors.formWithoutFile()
    if (files.length > maxFiles) throw errors.tooManyFiles(maxFiles)
    await storage.read((tx) => refuseFormats(tx, locationId, fieldId, files))
    // The form may have been slow to arrive.
    await requireLiveToken(request)
    await completeDocuments(storage, locationId, files)
    return files
  } catch (error) {
    // If this fails too, the next start removes them.
    await Promise.allSettled(begun.map((id) => removeDocument(storage, { id, locationId })))
    throw error
  }
}

async function readForm(
  context: ApiContext,
  place: { locationId: string; quotaBytes: number },
  parts: AsyncIterable<FormPart>,
  begun: string[],
) {
  const files: UploadedFile[] = []
  let fieldId = ''
  let maxFiles: number = bounds.filesOfField
  for await (const part of parts) {
    if (part.type === 'field') {
      if (part.name === 'id') fieldId = part.value
      if (part.name === 'maxFiles') maxFiles = readMaxFiles(part.value)
      continue
    }
    const { file, name } = part
    const originalname = safeFileName(file.filename)
    const mimetype = safeMimeType(file.mimetype)
    const { id, sizeBytes } = await storeDocument(
      context,
      { ...place, fileName: originalname, mimeType: mimetype, content: contentOf(file) },
      (id) => begun.push(id),
    )
    files.push({ id, fieldname: name, originalname, encoding: file.encoding, mimetype, sizeBytes })
  }
  return { files, fieldId, maxFiles }
}

function readMaxFiles(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
    throw errors.unprocessable(['maxFiles must be a number string'])
  return Math.min(Number(text), bounds.filesOfField)
}

/**
 * Checks each file against its custom field: the one in the form's `id`, or else the one that the name of the part
 * begins with (`<custom field id>_<uuid>`), as in forms whose `id` is a contact's.
 */
async function refuseFormats(
  tx: ReadTx,
  locationId: string,
  fieldId: string,
  files: readonly UploadedFile[],
): Promise<void> {
  for (const { fieldname, originalname } of files) {
    const field =
      (await findCustomField(tx, locationId, fieldId)) ??
      (await findCustomField(tx, locationId, fieldname.replace(/_.*$/s, '')))
    const acceptedFormat = field?.acceptedFormat ?? []
    if (!hasAcceptedFormat(originalname, acceptedFormat))
      throw errors.fileFormatRefused(originalname, acceptedFormat)
  }
}
