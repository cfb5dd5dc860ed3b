import { Type } from 'typebox'
import { type ApiError, errors } from './errors.ts'

export type AnswerStatus = 400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 503

const traceId = 'f328ba65-3d8d-4450-a620-195e597f6c66'

const answerOf = (error: ApiError) => (error.traced ? { ...error.body, traceId } : error.body)

const shape = (message: 'string' | 'array') =>
  Type.Object({
    statusCode: Type.Integer(),
    message: message === 'string' ? Type.String() : Type.Array(Type.String()),
    error: Type.Optional(Type.String()),
    traceId: Type.Optional(Type.String()),
  })

/** For each status: when it is answered, and an example out of the catalogue. */
const answers: Record<AnswerStatus, { description: string; example: ApiError; message?: 'array' }> = {
  400: {
    description:
      'The id is unknown, the JSON is malformed, the phone number or the value of a custom field is none, the user is unknown, or the location does not allow duplicates (then with `meta`: contactName, contactId, matchingField).',
    example: errors.contactNotFound('ocQHyuzHvysMo5N5VsXc'),
  },
  401: {
    description:
      'No `Version` header (`version header was not found.`) or one that is not served, no token, a token that is unknown or revoked, or one without the scope.',
    example: errors.privateTokenInvalid(),
  },
  403: {
    description: 'The contact or the location exists, but not for this token.',
    example: errors.locationForbidden(),
  },
  404: { description: 'No such document.', example: errors.documentNotFound('w2M9qTZ0ZJz8rGt02jdJ') },
  413: { description: 'The body is larger than 1 MiB (a file: 50 MB).', example: errors.bodyTooLarge() },
  415: { description: 'The body is of another media type.', example: errors.bodyNotJson() },
  422: {
    description: 'The body breaks its schema. Every violation is listed at once; nothing was changed.',
    example: errors.unprocessable(['property locationId should not exist', 'email must be an email']),
    message: 'array',
  },
  429: {
    description: 'Too many requests. Only under `--rate-limit highlevel`: 100 in 10 seconds, 200,000 a day.',
    example: errors.tooManyRequests(10),
  },
  503: {
    description:
      'The database cannot take it now (full disk, full queue). Nothing was changed; `retry-after` says when to try again.',
    example: errors.unavailable(),
  },
}

/** The schema of the answer with an error status, for the reference page. */
export function errorAnswer(status: AnswerStatus) {
  const { description, example, message = 'string' } = answers[status]
  return { ...shape(message), description, example: answerOf(example) }
}
