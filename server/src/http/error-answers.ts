import { type TSchema, Type } from 'typebox'
import { phoneRefusals } from '../lib/phone.ts'
import { type ApiError, errors } from './errors.ts'
import { maxBodyBytes, maxJsonDepth } from './json-body.ts'
import { highLevelLimits } from './rate-limit.ts'
import { apiVersions } from './version-header.ts'

const contactId = 'ocQHyuzHvysMo5N5VsXc'
const fieldId = '3sv6UEo51C9Bmpo1cKTq'
const duplicate = {
  contactName: 'Jan Smith',
  contactId: 'ocQHyuzHvuMOe5N5jjXF',
  matchingField: 'email',
} as const

/** Why an operation refuses a request, as the reference page tells it: when, and an example of the answer. */
const refusals = {
  versionMalformed: {
    when: 'The `Version` is neither a date nor v3.',
    error: errors.versionMalformed('latest'),
  },
  versionMissing: { when: 'No `Version` header.', error: errors.versionMissing() },
  versionInvalid: {
    when: `A \`Version\` other than ${apiVersions.join(', ')}.`,
    error: errors.versionInvalid(),
  },
  tokenMissing: { when: 'No bearer token.', error: errors.tokenMissing() },
  privateTokenInvalid: {
    when: 'The private integration token is unknown or revoked.',
    error: errors.privateTokenInvalid(),
  },
  accessTokenInvalid: {
    when: 'The access token has expired, is revoked, or is none.',
    error: errors.accessTokenInvalid(),
  },
  scopeMissing: { when: 'The token lacks the scope.', error: errors.scopeMissing() },
  userTypeUnsupported: {
    when: 'The token is of an app in a location, not in the company.',
    error: errors.userTypeUnsupported(),
  },
  otherVersion: {
    when: 'Another `Version` than v3, or none: the path is unknown there.',
    error: errors.routeNotFound('GET', '/oauth/installed-locations'),
  },
  userTypeMismatchOfLocation: { when: "The token is a location's.", error: errors.userTypeMismatch() },
  userTypeMismatch: { when: "The token is a company's.", error: errors.userTypeMismatch() },
  locationUnreachable: {
    when: 'There is no such location, or the token does not reach it.',
    error: errors.locationUnreachable(),
  },
  locationForbidden: {
    when: 'The contact or the location is one that the token does not reach.',
    error: errors.locationForbidden(),
  },
  malformedUrl: { when: 'The path is not percent-encoded UTF-8.', error: errors.malformedUrl() },
  malformedJson: {
    when: 'The body is not JSON in UTF-8.',
    error: errors.malformedJson('Unexpected end of JSON input'),
  },
  jsonTooDeep: {
    when: `The body nests deeper than ${maxJsonDepth} levels.`,
    error: errors.jsonTooDeep(maxJsonDepth),
  },
  bodyTooLarge: {
    when: `The body is larger than ${maxBodyBytes / 1024 ** 2} MiB.`,
    error: errors.bodyTooLarge(),
  },
  bodyNotJson: { when: 'The body is of another media type.', error: errors.bodyNotJson() },
  unprocessable: {
    when: 'The request breaks its schema. Every violation is listed, at once.',
    error: errors.unprocessable(['property locationId should not exist', 'email must be an email']),
  },
  fileTooLarge: { when: 'A file is too large, or the form is.', error: errors.bodyTooLarge() },
  bodyNotMultipart: { when: 'The body is no form with files.', error: errors.bodyNotMultipart() },
  malformedForm: { when: 'The form is malformed, or cut short.', error: errors.malformedForm() },
  formWithoutFile: { when: 'The form holds no file.', error: errors.formWithoutFile() },
  tooManyFiles: { when: 'The form holds more files than it may.', error: errors.tooManyFiles(15) },
  fileFormatRefused: {
    when: 'A file is of no format that the custom field accepts.',
    error: errors.fileFormatRefused('photo.webp', ['.pdf', '.png']),
  },
  contactNotFound: { when: 'No contact has the id.', error: errors.contactNotFound(contactId) },
  customFieldNotFound: { when: 'No custom field has the id.', error: errors.customFieldNotFound(fieldId) },
  customFieldFolderNotFound: {
    when: 'The location has no folder of the id.',
    error: errors.customFieldFolderNotFound('3v34PM428h8vShlRW1KT'),
  },
  tooManyCustomFieldFolders: {
    when: 'The location has as many folders as it can.',
    error: errors.tooMany('custom field folders', 1000),
  },
  userEmailTaken: { when: 'Another user has the email.', error: errors.userEmailTaken() },
  businessNotFound: {
    when: 'No business has the id.',
    error: errors.businessNotFound('63771dcac1116f0e21de8e12'),
  },
  tagNotFound: { when: 'No tag has the id.', error: errors.tagNotFound('flGwEuzsfJOia1i1ikRN') },
  tagNameTaken: { when: 'The location has a tag of the name.', error: errors.tagNameTaken() },
  userNotFound: {
    when: 'No user that the token may name has the id.',
    error: errors.userNotFound('y0BeYjuRIlDwsDcOHOJo'),
  },
  noteNotFound: {
    when: 'The contact has no note of the id.',
    error: errors.noteNotFound('HGPcayliwcdoUFzvbTok'),
  },
  taskNotFound: {
    when: 'The contact has no task of the id.',
    error: errors.taskNotFound('lJpzYrWdpkC2hX6t2yue'),
  },
  campaignNotFound: {
    when: 'The location has no campaign of the id.',
    error: errors.campaignNotFound('Y2I9XM7aO1hncuSOlc9L'),
  },
  workflowNotFound: {
    when: 'The location has no workflow of the id.',
    error: errors.workflowNotFound('sx6wyHhbFdRXh302LLNR'),
  },
  documentNotFound: {
    when: 'No document that the token reaches has the id.',
    error: errors.documentNotFound('w2M9qTZ0ZJz8rGt02jdJ'),
  },
  tooManyTags: { when: 'The location has as many tags as it can.', error: errors.tooMany('tags', 10_000) },
  tooManyLocations: {
    when: 'The company has as many locations as it can.',
    error: errors.tooManyOfCompany('locations', 10_000),
  },
  tooManyBusinesses: {
    when: 'The location has as many businesses as it can.',
    error: errors.tooMany('businesses', 10_000),
  },
  tooManyCustomFields: {
    when: 'The location has as many custom fields as it can.',
    error: errors.tooMany('custom fields', 1000),
  },
  tooManyNotes: {
    when: 'The contact has as many notes as it can.',
    error: errors.tooManyOfContact('notes', 10_000),
  },
  tooManyTasks: {
    when: 'The contact has as many tasks as it can.',
    error: errors.tooManyOfContact('tasks', 10_000),
  },
  tooManyAppointments: {
    when: 'The contact has as many appointments as it can.',
    error: errors.tooManyOfContact('appointments', 10_000),
  },
  tooManyCampaigns: {
    when: 'The location has as many campaigns as it can.',
    error: errors.tooMany('campaigns', 10_000),
  },
  tooManyWorkflows: {
    when: 'The location has as many workflows as it can.',
    error: errors.tooMany('workflows', 10_000),
  },
  duplicateQueryEmpty: {
    when: 'The query has neither an email nor a number.',
    error: errors.duplicateQueryEmpty(),
  },
  phoneNotANumber: {
    when: 'The phone number is none.',
    error: errors.phoneInvalid(phoneRefusals.notANumber),
  },
  phoneTooShort: {
    when: 'The phone number is too short.',
    error: errors.phoneInvalid(phoneRefusals.tooShort),
  },
  phoneTooLong: { when: 'The phone number is too long.', error: errors.phoneInvalid(phoneRefusals.tooLong) },
  phoneOfNoCountry: {
    when: 'No country has the calling code of the phone number.',
    error: errors.phoneInvalid(phoneRefusals.invalidCountry),
  },
  customFieldValueInvalid: {
    when: 'The value of a custom field has the wrong shape for its type.',
    error: errors.customFieldValueInvalid({ amount: 100 }, fieldId),
  },
  searchFieldInvalid: {
    when: 'There is no such field, or rows are not sorted by it.',
    error: errors.searchFieldInvalid('additional_phones'),
  },
  searchOperatorInvalid: {
    when: 'The field does not have the operator.',
    error: errors.searchOperatorInvalid('contains', 'email'),
  },
  searchValueInvalid: {
    when: 'The operator does not take the value.',
    error: errors.searchValueInvalid('range', 'dateAdded'),
  },
  searchAfterInvalid: {
    when: 'The `searchAfter` is none of a row under the same sort.',
    error: errors.searchAfterInvalid(),
  },
  pageAndSearchAfter: {
    when: 'Both `page` and `searchAfter` are sent.',
    error: errors.pageAndSearchAfter(),
  },
  pageTooFar: { when: 'The page lies too far.', error: errors.pageTooFar(10_000) },
  pageTooLarge: {
    when: 'The contacts of the page are more than 32 MB together.',
    error: errors.pageTooLarge(),
  },
  duplicateOnCreate: {
    when: 'Another contact has the email or the phone, and the location does not allow that.',
    error: errors.duplicateContact('create', duplicate),
  },
  duplicateOnUpdate: {
    when: 'Another contact has the email or the phone, and the location does not allow that.',
    error: errors.duplicateContact('update', duplicate),
  },
  tooManyRequests: {
    when: `More than ${highLevelLimits.max} requests in ${highLevelLimits.intervalMs / 1000} seconds, or ${highLevelLimits.daily} in a day, under \`--rate-limit highlevel\`.`,
    error: errors.tooManyRequests(7),
  },
  internal: { when: 'contactd has a fault. The log tells of it by the trace id.', error: errors.internal() },
  unavailable: {
    when: 'The database cannot take it now: it is full, or too much waits for it.',
    error: errors.unavailable(),
  },
} satisfies Record<string, { when: string; error: ApiError }>

export type RefusalName = keyof typeof refusals

/** The answers with an error status, for the reference page: by status, each with every example. */
export function errorAnswers(names: readonly RefusalName[]): Record<string, TSchema> {
  const byStatus = Map.groupBy(new Set(names), (name) => refusals[name].error.statusCode)
  return Object.fromEntries(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, names]) => [status, errorAnswer(names)]),
  )
}

function errorAnswer(names: readonly RefusalName[]): TSchema {
  const examples = names.map((name) => [name, { summary: refusals[name].when, value: bodyOf(name) }] as const)
  const bodies = names.map(bodyOf)
  const has = (key: string) => bodies.some((body) => key in body)
  const isList = bodies.some(({ message }) => Array.isArray(message))
  return Type.Object(
    {
      statusCode: Type.Integer({ description: 'The status of the answer, again.' }),
      message: isList
        ? Type.Array(Type.String(), { description: 'Every violation of the schema.' })
        : Type.String({ description: 'Why.' }),
      ...(has('error') && { error: Type.Optional(Type.String({ description: 'The name of the status.' })) }),
      ...(has('meta') && { meta: Type.Optional(duplicateMeta) }),
      ...(has('succeeded') && { succeeded: Type.Optional(Type.Boolean({ description: 'Always false.' })) }),
      ...(has('traceId') && { traceId: Type.Optional(Type.String({ description: 'Of the request.' })) }),
    },
    {
      description: names.map((name) => refusals[name].when).join(' '),
      'x-examples': Object.fromEntries(examples),
    },
  )
}

const duplicateMeta = Type.Object(
  {
    contactName: Type.String({ description: 'Its name, or `Unknown`.' }),
    contactId: Type.String({ description: 'Its id.' }),
    matchingField: Type.Enum(['email', 'phone'], { type: 'string', description: 'What both share.' }),
  },
  { description: 'The contact that has the email or the phone.' },
)

/** The body as it is answered, with a made-up trace id. */
function bodyOf(name: RefusalName): Record<string, unknown> {
  const { body, traced } = refusals[name].error
  return traced ? { ...body, traceId: 'f328ba65-3d8d-4450-a620-195e597f6c66' } : body
}
