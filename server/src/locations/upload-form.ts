import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { App } from '../http/app.ts'
import { ApiError, errors } from '../http/errors.ts'
import { bounds } from './bounds.ts'
import { maxFileBytes } from './documents.ts'

const maxFields = 20
const maxFieldBytes = 1024
const maxNameLength = 255
/** Room for boundaries, headers and fields beside the files. */
const maxFormBytes = bounds.filesOfField * maxFileBytes + 1024 * 1024

/** Lets the routes of `app` read forms with files, within bounds. */
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

/** Refuses what is no form, or one that says that it is larger than any can be. @throws ApiError 413, 415. */
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
 * The parts of a form, as they come. Each file must be read before the next part is asked for. Whoever
 * stops early leaves the rest of the body to be thrown away, so that the answer can be heard.
 * @throws ApiError 400 where it is no well-formed form or has too many parts.
 */
export async function* formParts(request: FastifyRequest): AsyncGenerator<FormPart> {
  try {
    for await (const part of request.parts()) {
      const { fieldname: name = '' } = part
      if (name.length > maxNameLength) throw errors.malformedForm()
      yield part.type === 'file'
        ? { type: 'file', name, file: part }
        : { type: 'field', name, value: String(part.value) }
    }
  } catch (error) {
    throw formError(error)
  } finally {
    request.raw.unpipe()
    request.raw.resume()
  }
}

/** The content of a file. @throws ApiError 413 past `maxFileBytes`, 400 where the form breaks off. */
export async function* contentOf({ file }: MultipartFile): AsyncGenerator<Buffer> {
  file.once('limit', () => file.destroy(errors.bodyTooLarge()))
  try {
    yield* file
  } catch (error) {
    throw formError(error)
  }
}

/** Only the parser's errors come here: what the readers of parts throw passes them by. */
function formError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT'
    ? errors.tooManyFiles(bounds.filesOfField)
    : errors.malformedForm()
}
