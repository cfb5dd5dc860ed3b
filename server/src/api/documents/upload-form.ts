import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../http/api-error.ts'
import type { App } from '../../http/app.ts'
import { errors } from '../../http/errors.ts'
import { bounds } from '../locations/bounds.ts'
import { maxFileBytes } from './documents.ts'

const maxFields = 20
const maxFieldBytes = 1024
const maxNameLength = 255
/** Room for boundaries, headers and fields in addition to the files. */
const maxFormBytes = bounds.filesOfField * maxFileBytes + 1024 * 1024

/** Lets the routes of `app` read forms with files, within limits. */
export async function registerForms(app: App): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      files: bounds.filesOfField,
      fileSize: maxFileBytes,
      fields: maxFields,
      fieldSize: maxFieldBytes,
      parts: bounds.filesOfField + maxFields,
      headerPairs: 20,
    },
  })
}

/** Rejects bodies that are not forms, and forms whose declared length exceeds the limit. @throws ApiError 413, 415. */
export async function requireForm({ headers }: FastifyRequest): Promise<void> {
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(headers['content-type'] ?? ''))
    throw errors.bodyNotMultipart()
  if (Number(headers['content-length'] ?? 0) > maxFormBytes) throw errors.bodyTooLarge()
}

/** A text field of a form, or a file whose content has yet to be read. */
export type FormPart =
  | { type: 'field'; name: string; value: string }
  | { type: 'file'; name: string; file: MultipartFile }

/**
 * The parts of a form, as they arrive. Read each file before requesting the next part. Stopping early discards the
 * rest of the body, so the client receives the response.
 * @param maxFiles the limit that the form was registered with.
 * @throws ApiError 400 if the form is malformed or has too many parts.
 */
export async function* formParts(
  request: FastifyRequest,
  maxFiles: number = bounds.filesOfField,
): AsyncGenerator<FormPart> {
  try {
    for await (const part of request.parts()) {
      const { fieldname: name = '' } = part
      if (name.length > maxNameLength) throw errors.malformedForm()
      yield part.type === 'file'
        ? { type: 'file', name, file: part }
        : { type: 'field', name, value: String(part.value) }
    }
  } catch (error) {
    throw formError(error, maxFiles)
  } finally {
    request.raw.unpipe()
    request.raw.resume()
  }
}

/** The content of a file. @throws ApiError 413 beyond `maxFileBytes`, 400 if the form is cut short. */
export async function* contentOf({ file }: MultipartFile): AsyncGenerator<Buffer> {
  file.once('limit', () => file.destroy(errors.bodyTooLarge()))
  try {
    yield* file
  } catch (error) {
    throw formError(error)
  }
}

/** Only the parser's errors arrive here, not those of the code that reads the parts. */
function formError(error: unknown, maxFiles: number = bounds.filesOfField): ApiError {
  if (error instanceof ApiError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT'
    ? errors.tooManyFiles(maxFiles)
    : errors.malformedForm()
}
