import { phoneRefusals } from '../lib/phone.ts'
import {
  ApiError,
  alreadyExists,
  badRequest,
  type DuplicateMatch,
  duplicateContact,
  type ErrorNote,
  errorsOf,
  excerpt,
  gateway,
  notFound,
  searchRefused,
  service,
  tooMany,
  tracedService,
  unavailable,
  unprocessable,
} from './api-error.ts'
import { apiVersions, maxBodyBytes, maxJsonDepth } from './bounds.ts'
import { oauthErrorTable } from './oauth-errors.ts'
import { opportunityErrorTable } from './opportunity-errors.ts'
import { highLevelLimits } from './rate-limit.ts'
import { searchErrorTable } from './search-errors.ts'
import { sessionErrorTable } from './session-errors.ts'

const contactId = 'ocQHyuzHvysMo5N5VsXc'
const fieldId = '3sv6UEo51C9Bmpo1cKTq'

export const exampleMatch: DuplicateMatch = {
  contactName: 'Jan Smith',
  contactId: 'ocQHyuzHvuMOe5N5jjXF',
  matchingField: 'email',
}

const noAddress = 'Pass at least one of number, email query parameter'

/**
 * Every error of the API, with HighLevel's messages and key order: its status and body, when it is sent, and an
 * example. docs/behaviour.md has the sources and whether each is observed or documented.
 */
export const errorTable = {
  versionMissing: gateway(401, 'version header was not found.', 'The `Version` header is missing.'),
  versionInvalid: gateway(
    401,
    'version header is invalid',
    `The \`Version\` is none of ${apiVersions.join(', ')}.`,
  ),
  versionMalformed: gateway(
    400,
    (version: string) => `Invalid API version segment '${version}' at position 0`,
    'The `Version` is neither a date nor `v3`.',
    'latest',
  ),
  goneInVersion3: badRequest(
    (url: string) =>
      `Endpoint ${excerpt(url)} not available in API version v3. This endpoint was removed in version v3. Please use a version before v3.`,
    'The `Version` is v3, which has another path for this operation.',
    '/oauth/installedLocations?companyId=5DP4iH6HLkQsiKESj6rh',
  ),

  tokenMissing: gateway(401, 'Unauthorized', 'The bearer token is missing.'),
  privateTokenInvalid: gateway(
    401,
    'Invalid Private Integration token',
    'The private integration token is unknown or revoked.',
  ),
  accessTokenInvalid: gateway(401, 'Invalid JWT', 'The access token is expired, revoked or unknown.'),
  /** The note is for the log. It names the missing scope or another cause; HighLevel's message does not. */
  scopeMissing: {
    make: (note?: ErrorNote) =>
      new ApiError(
        401,
        { statusCode: 401, message: 'The token is not authorized for this scope.' },
        { note },
      ),
    when: 'The token does not have the required scope.',
    example: [],
  },
  userTypeUnsupported: gateway(
    401,
    "This token's user type is not yet supported!",
    'The token belongs to an app that is installed in a location, not in the company.',
  ),
  authClassRefused: gateway(
    401,
    'This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.',
    'The operation does not accept this kind of access token.',
  ),
  userTypeMismatch: gateway(401, "Token's user type mismatch!", 'The token belongs to a company.'),
  locationForbidden: service(
    403,
    'Forbidden',
    'The token does not have access to this location.',
    'The token has no access to the contact or the location.',
  ),
  locationUnreachable: gateway(
    401,
    'This location is not accessible from this token!',
    'The location does not exist, or the token has no access to it.',
  ),

  malformedUrl: badRequest(
    'The path of the request is not valid percent-encoded UTF-8',
    'The path is not valid percent-encoded UTF-8.',
  ),
  malformedJson: badRequest(
    (reason: string) => reason,
    'The body is not well-formed JSON.',
    'Unexpected end of JSON input',
  ),
  jsonTooDeep: badRequest(
    (limit: number) => `The JSON is nested deeper than ${limit} levels`,
    `The body is nested deeper than ${maxJsonDepth} levels.`,
    maxJsonDepth,
  ),
  /** HighLevel parses bodies with Express, whose errors (this one and the next two) have no `error`. */
  bodyTooLarge: gateway(
    413,
    'request entity too large',
    `The body is larger than ${maxBodyBytes / 1024 ** 2} MiB.`,
  ),
  charsetUnsupported: gateway(
    415,
    (charset: string) => `unsupported charset "${excerpt(charset.toUpperCase())}"`,
    'The charset of the body is neither UTF-8 nor UTF-16.',
    'latin1',
  ),
  encodingUnsupported: gateway(
    415,
    (encoding: string) => `unsupported content encoding "${excerpt(encoding)}"`,
    'The `Content-Encoding` is neither `gzip` nor `deflate`.',
    'br',
  ),
  /** The reason is zlib's message, which Express passes on. */
  encodingMalformed: gateway(
    400,
    (reason: string) => reason,
    'The body does not match its `Content-Encoding`.',
    'incorrect header check',
  ),
  bodyNotJson: service(
    415,
    'Unsupported Media Type',
    'The body must be JSON, sent as application/json',
    'The media type of the body is not JSON.',
  ),
  bodyNotMultipart: service(
    415,
    'Unsupported Media Type',
    'The body must be a form with files, sent as multipart/form-data',
    'The body is not a form with files.',
  ),
  unprocessable: {
    make: unprocessable,
    when: 'The request violates its schema. The error lists all violations.',
    example: [
      [
        'property locationId should not exist',
        'email must be an email',
        'customFields.0.property name should not exist',
      ],
    ],
  },

  contactNotFound: notFound('Contact', 'The contact does not exist.', contactId),
  contactChanged: service(
    412,
    'Precondition Failed',
    'The contact has changed since it was read. Get it again, and send the change with its new ETag.',
    '`If-Match` is sent, and the contact has another version.',
  ),
  /** Only Get Contact sends this, for an id that never existed. */
  contactNeverWas: {
    make: (id: string) => new ApiError(400, { error: `Contact with id ${id} not found`, status: 400 }),
    when: 'The contact does not exist and never did.',
    example: [contactId],
  },
  customFieldNotFound: notFound('Custom field', 'The custom field does not exist.', fieldId),
  customFieldKeyTaken: alreadyExists(
    'Custom field already exists',
    'The location already has a custom field with this key.',
    fieldId,
  ),
  customFieldOptionsMissing: badRequest(
    'Options of a custom field cannot be removed',
    'The request leaves out an option that the custom field has.',
  ),
  customFieldFolderTaken: alreadyExists(
    'Folder already exists',
    'The location already has a folder with this name for the same model.',
    '3v34PM428h8vShlRW1KT',
  ),
  customFieldFolderNotFound: notFound(
    'Custom field folder',
    'The location has no folder with this id.',
    '3v34PM428h8vShlRW1KT',
  ),
  customValueNotFound: notFound('Custom value', 'The custom value does not exist.', 'kOBjMVAJhFuUeYIojVet'),
  customValueKeyTaken: alreadyExists(
    'Custom value already exists',
    'The location already has a custom value with this key.',
    'kOBjMVAJhFuUeYIojVet',
  ),
  webhookNotFound: notFound('Webhook', 'The location has no webhook with this id.', 'h4Xk2pTz9QwLmR7sVb1N'),
  webhookOfApp: badRequest(
    (id: string) => `The webhook with id:${id} belongs to an app`,
    'The webhook belongs to an app: it has the URL of the app, and the events of its scopes.',
    'h4Xk2pTz9QwLmR7sVb1N',
  ),
  deliveryNotFound: notFound(
    'Delivery',
    'The webhook has no delivery with this id, or its event is no longer kept.',
    'h4Xk2pTz9QwLmR7sVb1N-42',
  ),
  tokenNotFound: notFound('Token', 'No valid token here has this id.', 'Tb7kQ2xWv9LmR4sYp1Zn'),
  installationNotFound: notFound(
    'Installation',
    'No app is installed here under this id.',
    'Wq3nTz8vKx1RpYb6LdJs',
  ),
  templateNotFound: notFound(
    'Template',
    'The template does not exist, or is already deleted.',
    '2yMwhgTNO19bpintqrap',
  ),
  recurringTaskNotFound: notFound('Recurring task', 'It does not exist.', 'Rk3vTnWq8sLzX2bYh6Mc'),
  businessNotFound: notFound('Business', 'The business does not exist.', '63771dcac1116f0e21de8e12'),
  tagNotFound: notFound('Tag', 'The tag does not exist.', 'flGwEuzsfJOia1i1ikRN'),
  tagNameTaken: badRequest(
    'The tag name is already exist.',
    'The location already has a tag with this name.',
  ),
  userEmailTaken: badRequest('A user with this email already exists', 'Another user has this email.'),
  userNotFound: notFound(
    'User',
    'The user does not exist, or the token has no access to the user.',
    'y0BeYjuRIlDwsDcOHOJo',
  ),
  noteNotFound: notFound('Note', 'The contact has no note with this id.', 'HGPcayliwcdoUFzvbTok'),
  taskNotFound: notFound('Task', 'The contact has no task with this id.', 'lJpzYrWdpkC2hX6t2yue'),
  campaignNotFound: notFound(
    'Campaign',
    'The location has no campaign with this id.',
    'Y2I9XM7aO1hncuSOlc9L',
  ),
  workflowNotFound: notFound(
    'Workflow',
    'The location has no workflow with this id.',
    'sx6wyHhbFdRXh302LLNR',
  ),
  documentNotFound: service(
    404,
    'Not Found',
    (id: string) => `Document not found for id:${id}`,
    'The document does not exist, or the token has no access to it.',
    'w2M9qTZ0ZJz8rGt02jdJ',
  ),
  malformedForm: badRequest(
    'The form is not well-formed multipart/form-data, or was cut short',
    'The form is malformed or truncated.',
  ),
  formWithoutFile: badRequest('The form holds no file', 'The form has no file.'),
  tooManyFiles: badRequest(
    (limit: number) => `The form holds more than ${limit} files`,
    'The form has too many files.',
    15,
  ),
  fileFormatRefused: badRequest(
    (fileName: string, acceptedFormat: readonly string[]) =>
      `The file ${excerpt(fileName)} is not one of ${excerpt(acceptedFormat.join(', '))}`,
    'The custom field does not accept the format of a file.',
    'photo.webp',
    ['.pdf', '.png'],
  ),
  uploadQuotaReached: badRequest(
    (quotaBytes: number) => `The files of this location must not be larger than ${quotaBytes} bytes together`,
    'The files would exceed the quota of the location (`--upload-quota`).',
    10e9,
  ),
  tooLargeTogether: badRequest(
    (what: string, maxBytes: number) =>
      `The ${what} of this location must not be larger than ${maxBytes} bytes together`,
    'The location has too much of it in total.',
    'custom fields',
    4 * 1024 * 1024,
  ),
  usersTooLarge: badRequest(
    'The users of this location are too large together: ask for fewer by /users/search',
    'The users of the location are larger than 8 MiB in total.',
  ),
  tooMany: tooMany('location', 'tags'),
  tooManyOfContact: tooMany('contact', 'notes'),
  tooManyOfCompany: tooMany('company', 'locations'),
  duplicateQueryEmpty: badRequest(noAddress, 'The query has neither `email` nor `number`.'),
  contactWithoutIdentity: {
    make: () => unprocessable(['Contacts without email, phone, firstName and lastName are not allowed.']),
    when: 'The contact has no email, phone, firstName or lastName.',
    example: [],
  },
  upsertWithoutAddress: searchRefused(noAddress, 'The body has neither `email` nor `phone`.'),
  phoneInvalid: badRequest(
    (sentence: string) => sentence,
    'The text is not a phone number.',
    phoneRefusals.notANumber,
  ),
  customFieldValueInvalid: badRequest(
    (value: unknown, fieldId: string) =>
      `Invalid Custom Field Value "${excerpt(JSON.stringify(value))}" for "${fieldId}"`,
    'The value of a custom field has the wrong shape for its type.',
    { amount: 100 },
    fieldId,
  ),
  duplicateContact: {
    make: duplicateContact,
    when: 'Another contact has the email or the phone, and the location does not allow duplicates.',
    example: ['update', exampleMatch],
  },

  /** Omits the query, which may contain a token that was sent to the wrong address. */
  routeNotFound: service(
    404,
    'Not Found',
    (method: string, url: string) => `Cannot ${method} ${url.split('?', 1)[0]}`,
    'No operation has this method and path.',
    'GET',
    '/nowhere',
  ),
  hostRepeated: badRequest(
    'The request has more than one Host header',
    'The request has several `Host` headers.',
  ),
  hostRefused: service(
    403,
    'Forbidden',
    'This Host is not served here: use localhost, or name it with --allowed-host',
    'The server listens on loopback, and the `Host` is not a name of loopback.',
  ),
  /** The argument is the number of seconds until the full window ends. */
  tooManyRequests: {
    make: (retryAfterSeconds: number) =>
      new ApiError(
        429,
        { statusCode: 429, message: 'Too Many Requests' },
        { headers: { 'retry-after': String(retryAfterSeconds) } },
      ),
    when: `More than ${highLevelLimits.max} requests in ${highLevelLimits.intervalMs / 1000} seconds, or ${highLevelLimits.daily} in a day, under \`--rate-limit highlevel\`. Or too many searches of one token or location wait at once.`,
    example: [7],
  },
  unavailable: unavailable(
    'The database cannot take this now. Try again.',
    'The database is full, or too many requests wait for it.',
  ),
  answersWaiting: unavailable(
    'Too many answers wait to be read. Try again.',
    'The response is large, and other clients have too many responses left to read.',
  ),
  tooManySearches: unavailable(
    'Too many searches wait already. Try again.',
    'Too many searches are waiting.',
  ),
  tooManyImports: unavailable(
    'Too many files are imported already. Try again.',
    'The process imports as many files as it can.',
  ),
  searchTooSlow: unavailable(
    'The search has no answer in time. Try again.',
    'The search took longer than 10 seconds.',
  ),
  searchUnavailable: unavailable(
    'Searches are not answered now. Try again.',
    'The search thread failed and is being restarted.',
  ),
  searchIndexBehind: unavailable(
    'The search index of the location is being made. Try again.',
    'The index lacks very many changes, such as those of a large import.',
  ),
  searchTooCostly: unavailable(
    'The search looks at too much. Send fewer conditions, or fewer words.',
    'The search has too many conditions for the number of contacts.',
  ),
  /** Only for the log. */
  clientGone: gateway(499, 'Client Closed Request', 'The client disconnected before the response.'),
  internal: tracedService(
    500,
    'Internal Server Error',
    'Internal server error',
    'contactd has a bug. The log has the error under the trace id.',
  ),
  ...opportunityErrorTable,
  ...searchErrorTable,
  ...oauthErrorTable,
  ...sessionErrorTable,
} as const

/** Makes the errors of the table: `errors.contactNotFound(id)`. */
export const errors = errorsOf(errorTable)
