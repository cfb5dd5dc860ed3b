/**
 * Every error that the API answers with: status, body and words, in HighLevel's spelling and key order.
 * Nobody else builds one. Two shapes are HighLevel's own: its gateway says `{statusCode, message}`, its
 * services `{message, error, statusCode}`. Grades and sources stand in docs/behaviour.md.
 */
export class ApiError extends Error {
  readonly statusCode: number
  /** The body as answered, apart from the trace id. */
  readonly body: Readonly<Record<string, unknown>>
  /** Whether the body ends with the request's `traceId`. */
  readonly traced: boolean
  readonly headers: Readonly<Record<string, string>>

  constructor(
    statusCode: number,
    body: Readonly<Record<string, unknown>>,
    { traced = false, headers = {} }: { traced?: boolean; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(String(body.message))
    this.name = 'ApiError'
    this.statusCode = statusCode
    this.body = body
    this.traced = traced
    this.headers = headers
  }
}

const gateway = (statusCode: number, message: string) => new ApiError(statusCode, { statusCode, message })

const service = (statusCode: number, error: string, message: string) =>
  new ApiError(statusCode, { message, error, statusCode })

const badRequest = (message: string) => service(400, 'Bad Request', message)

/** A search that is refused, which HighLevel traces. */
const searchRefused = (message: string) =>
  new ApiError(400, { message, error: 'Bad Request', statusCode: 400 }, { traced: true })

export const errors = {
  versionMissing: () => gateway(401, 'version header was not found.'),
  versionInvalid: () => gateway(401, 'version header is invalid'),
  versionMalformed: (version: string) =>
    gateway(400, `Invalid API version segment '${version}' at position 0`),

  tokenMissing: () => gateway(401, 'Unauthorized'),
  privateTokenInvalid: () => gateway(401, 'Invalid Private Integration token'),
  accessTokenInvalid: () => gateway(401, 'Invalid JWT'),
  scopeMissing: () => gateway(401, 'The token is not authorized for this scope.'),
  userTypeUnsupported: () => gateway(401, "This token's user type is not yet supported!"),
  authClassRefused: () =>
    gateway(
      401,
      'This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.',
    ),
  userTypeMismatch: () => gateway(401, "Token's user type mismatch!"),
  locationForbidden: () => service(403, 'Forbidden', 'The token does not have access to this location.'),
  locationUnreachable: () => gateway(401, 'This location is not accessible from this token!'),

  malformedUrl: () => badRequest('The path of the request is not valid percent-encoded UTF-8'),
  malformedJson: (reason: string) => badRequest(reason),
  jsonTooDeep: (limit: number) => badRequest(`The JSON is nested deeper than ${limit} levels`),
  bodyTooLarge: () => service(413, 'Payload Too Large', 'request entity too large'),
  bodyNotJson: () =>
    service(415, 'Unsupported Media Type', 'The body must be JSON, sent as application/json'),
  bodyNotMultipart: () =>
    service(415, 'Unsupported Media Type', 'The body must be a form with files, sent as multipart/form-data'),
  unprocessable: (violations: readonly string[]) =>
    new ApiError(
      422,
      { message: violations, error: 'Unprocessable Entity', statusCode: 422 },
      { traced: true },
    ),

  contactNotFound: (id: string) => badRequest(`Contact not found for id:${id}`),
  customFieldNotFound: (id: string) => badRequest(`Custom field not found for id:${id}`),
  customFieldFolderNotFound: (id: string) => badRequest(`Custom field folder not found for id:${id}`),
  businessNotFound: (id: string) => badRequest(`Business not found for id:${id}`),
  tagNotFound: (id: string) => badRequest(`Tag not found for id:${id}`),
  tagNameTaken: () => badRequest('The tag name is already exist.'),
  userEmailTaken: () => badRequest('A user with this email already exists'),
  userNotFound: (id: string) => badRequest(`User not found for id:${id}`),
  noteNotFound: (id: string) => badRequest(`Note not found for id:${id}`),
  taskNotFound: (id: string) => badRequest(`Task not found for id:${id}`),
  campaignNotFound: (id: string) => badRequest(`Campaign not found for id:${id}`),
  workflowNotFound: (id: string) => badRequest(`Workflow not found for id:${id}`),
  documentNotFound: (id: string) => service(404, 'Not Found', `Document not found for id:${id}`),
  malformedForm: () => badRequest('The form is not well-formed multipart/form-data, or was cut short'),
  formWithoutFile: () => badRequest('The form holds no file'),
  tooManyFiles: (limit: number) => badRequest(`The form holds more than ${limit} files`),
  fileFormatRefused: (fileName: string, acceptedFormat: readonly string[]) =>
    badRequest(`The file ${excerpt(fileName)} is not one of ${excerpt(acceptedFormat.join(', '))}`),
  tooMany: (what: string, limit: number) =>
    badRequest(`This location has ${limit} ${what}, the most it can have`),
  tooManyOfContact: (what: string, limit: number) =>
    badRequest(`This contact has ${limit} ${what}, the most it can have`),
  tooManyOfCompany: (what: string, limit: number) =>
    badRequest(`This company has ${limit} ${what}, the most it can have`),
  duplicateQueryEmpty: () => badRequest('Pass at least one of number, email query parameter'),
  phoneInvalid: (sentence: string) => badRequest(sentence),
  customFieldValueInvalid: (value: unknown, fieldId: string) =>
    badRequest(`Invalid Custom Field Value "${excerpt(JSON.stringify(value))}" for "${fieldId}"`),

  searchFieldInvalid: (field: string) => searchRefused(`Invalid field ${excerpt(field)}`),
  searchOperatorInvalid: (operator: string, field: string) =>
    searchRefused(`Invalid operator ${excerpt(operator)} for field ${excerpt(field)}`),
  searchValueInvalid: (operator: string, field: string) =>
    searchRefused(`Invalid value for operator ${operator} of field ${excerpt(field)}`),
  searchAfterInvalid: () => searchRefused('searchAfter must be that of a row under the same sort'),
  pageAndSearchAfter: () => searchRefused('page and searchAfter must not be sent together'),
  pageTooFar: (limit: number) =>
    searchRefused(`page times pageLimit must not be greater than ${limit}: use searchAfter`),
  pageTooLarge: () => searchRefused('The contacts of this page are too large together: ask for fewer'),

  /** HighLevel's two shapes: a create is traced, an update says that it did not succeed. */
  duplicateContact: (operation: 'create' | 'update', match: DuplicateMatch) => {
    const body = {
      statusCode: 400,
      message: 'This location does not allow duplicated contacts.',
      meta: {
        contactName: match.contactName,
        contactId: match.contactId,
        matchingField: match.matchingField,
      },
    }
    return operation === 'create'
      ? new ApiError(400, body, { traced: true })
      : new ApiError(400, { ...body, succeeded: false })
  },

  /** Without the query, in which there may be a token that was sent to the wrong address. */
  routeNotFound: (method: string, url: string) =>
    service(404, 'Not Found', `Cannot ${method} ${url.split('?', 1)[0]}`),
  hostRefused: () =>
    service(403, 'Forbidden', 'This Host is not served here: use localhost, or start contactd with --host'),
  /** @param retryAfterSeconds until the window that is full ends. */
  tooManyRequests: (retryAfterSeconds: number) =>
    new ApiError(
      429,
      { statusCode: 429, message: 'Too Many Requests' },
      { headers: { 'retry-after': String(retryAfterSeconds) } },
    ),
  unavailable: () =>
    new ApiError(
      503,
      {
        message: 'The database cannot take this now. Try again.',
        error: 'Service Unavailable',
        statusCode: 503,
      },
      { traced: true, headers: { 'retry-after': '1' } },
    ),
  internal: () =>
    new ApiError(
      500,
      { message: 'Internal server error', error: 'Internal Server Error', statusCode: 500 },
      { traced: true },
    ),
} as const

/** The contact that already holds the email or the phone. */
export interface DuplicateMatch {
  contactName: string
  contactId: string
  matchingField: 'email' | 'phone'
}

const excerptLength = 500

const excerpt = (text: string) => (text.length > excerptLength ? `${text.slice(0, excerptLength)}…` : text)
