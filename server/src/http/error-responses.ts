import { type TSchema, Type } from 'typebox'
import { phoneRefusals } from '../lib/phone.ts'
import type { ApiError, ErrorRow } from './api-error.ts'
import { errors, errorTable, exampleMatch } from './errors.ts'

/** Reasons that share an error of the table. */
const reasons = {
  otherVersion: {
    when: 'The `Version` is missing or not v3. Other versions do not have the path.',
    error: errors.routeNotFound('GET', '/oauth/installed-locations'),
  },
  userTypeMismatchOfLocation: { when: 'The token belongs to a location.', error: errors.userTypeMismatch() },
  fileTooLarge: { when: 'A file or the form is too large.', error: errors.bodyTooLarge() },
  contactDeleted: {
    when: 'The contact was deleted within the last 90 days.',
    error: errors.contactNotFound('ocQHyuzHvysMo5N5VsXc'),
  },
  tooManyCustomFieldFolders: {
    when: 'The location has the maximum number of folders.',
    error: errors.tooMany('custom field folders', 1000),
  },
  tooManyTags: {
    when: 'The location has the maximum number of tags.',
    error: errors.tooMany('tags', 10_000),
  },
  tooManyLocations: {
    when: 'The company has the maximum number of locations.',
    error: errors.tooManyOfCompany('locations', 10_000),
  },
  tooManyBusinesses: {
    when: 'The location has the maximum number of businesses.',
    error: errors.tooMany('businesses', 10_000),
  },
  tooManyCustomFields: {
    when: 'The location has the maximum number of custom fields.',
    error: errors.tooMany('custom fields', 1000),
  },
  tooManyCustomValues: {
    when: 'The location has the maximum number of custom values.',
    error: errors.tooMany('custom values', 1000),
  },
  customFieldsTooLarge: {
    when: 'The custom fields of the location would be too large in total.',
    error: errors.tooLargeTogether('custom fields', 4 * 1024 * 1024),
  },
  customValuesTooLarge: {
    when: 'The custom values of the location would be too large in total.',
    error: errors.tooLargeTogether('custom values', 8 * 1024 * 1024),
  },
  tooManyRecurringTasks: {
    when: 'The location has the maximum number of recurring tasks.',
    error: errors.tooMany('recurring tasks', 1000),
  },
  tooManyNotes: {
    when: 'The contact has the maximum number of notes.',
    error: errors.tooManyOfContact('notes', 10_000),
  },
  tooManyTasks: {
    when: 'The contact has the maximum number of tasks.',
    error: errors.tooManyOfContact('tasks', 10_000),
  },
  tooManyAppointments: {
    when: 'The contact has the maximum number of appointments.',
    error: errors.tooManyOfContact('appointments', 10_000),
  },
  tooManyOpportunities: {
    when: 'The contact has the maximum number of opportunities.',
    error: errors.tooManyOfContact('opportunities', 1000),
  },
  tooManyWebhooks: {
    when: 'The location has the maximum number of webhooks.',
    error: errors.tooMany('webhooks', 50),
  },
  tooManyCampaigns: {
    when: 'The location has the maximum number of campaigns.',
    error: errors.tooMany('campaigns', 10_000),
  },
  tooManyWorkflows: {
    when: 'The location has the maximum number of workflows.',
    error: errors.tooMany('workflows', 10_000),
  },
  phoneNotANumber: {
    when: 'The text is not a phone number.',
    error: errors.phoneInvalid(phoneRefusals.notANumber),
  },
  phoneTooShort: {
    when: 'The phone number is too short.',
    error: errors.phoneInvalid(phoneRefusals.tooShort),
  },
  phoneTooShortAfterIdd: {
    when: 'The phone number ends after the international prefix.',
    error: errors.phoneInvalid(phoneRefusals.tooShortAfterIdd),
  },
  phoneTooLong: { when: 'The phone number is too long.', error: errors.phoneInvalid(phoneRefusals.tooLong) },
  phoneOfNoCountry: {
    when: 'No country has the calling code of the phone number.',
    error: errors.phoneInvalid(phoneRefusals.invalidCountry),
  },
  duplicateOnCreate: {
    when: errorTable.duplicateContact.when,
    error: errors.duplicateContact('create', exampleMatch),
  },
  duplicateOnUpdate: {
    when: errorTable.duplicateContact.when,
    error: errors.duplicateContact('update', exampleMatch),
  },
} satisfies Record<string, Reason>

/** When an operation fails, with an example of its error. */
interface Reason {
  when: string
  error: ApiError
}

export type RefusalName = keyof typeof errorTable | keyof typeof reasons

const isReason = (name: RefusalName): name is keyof typeof reasons => name in reasons

/** Those of the table, by name. Making an error anew for each operation took a tenth of the time to load the server. */
const ofTable = new Map<RefusalName, Reason>()

function reasonOf(name: RefusalName): Reason {
  if (isReason(name)) return reasons[name]
  let reason = ofTable.get(name)
  if (reason === undefined) {
    const { make, when, example } = errorTable[name] as ErrorRow<readonly unknown[]>
    reason = { when, error: make(...example) }
    ofTable.set(name, reason)
  }
  return reason
}

/** The error responses of an operation for the reference page, by status, each with all examples. */
export function errorAnswers(names: readonly RefusalName[]): Record<string, TSchema> {
  const byStatus = Map.groupBy(new Set(names), (name) => reasonOf(name).error.statusCode)
  return Object.fromEntries(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, names]) => [status, errorAnswer(names)]),
  )
}

function errorAnswer(names: readonly RefusalName[]): TSchema {
  const examples = names.map((name) => [name, { summary: reasonOf(name).when, value: bodyOf(name) }] as const)
  const bodies = names.map(bodyOf)
  const has = (key: string) => bodies.some((body) => key in body)
  const inAll = <Schema extends TSchema>(key: string, schema: Schema) =>
    bodies.every((body) => key in body) ? schema : Type.Optional(schema)
  return Type.Object(
    {
      statusCode: inAll('statusCode', Type.Integer()),
      message: inAll('message', messageOf(bodies)),
      ...(has('status') && { status: Type.Optional(Type.Integer()) }),
      ...(has('code') && { code: Type.Optional(Type.String({ description: 'The kind of error.' })) }),
      error: Type.Optional(Type.String()),
      ...metaOf(bodies),
      ...(has('succeeded') && { succeeded: Type.Optional(Type.Boolean({ description: 'Always false.' })) }),
      traceId: Type.Optional(Type.String()),
    },
    {
      description: names.map((name) => reasonOf(name).when).join(' '),
      'x-examples': Object.fromEntries(examples),
    },
  )
}

/** A text, a list of violations, or either of them. */
function messageOf(bodies: readonly Record<string, unknown>[]): TSchema {
  const kinds = new Set(bodies.map(({ message }) => Array.isArray(message)))
  const list = Type.Array(Type.String(), { description: 'Every violation of the schema.' })
  if (kinds.size > 1) return Type.Union([list, Type.String({ description: 'The reason.' })])
  return kinds.has(true) ? list : Type.String()
}

/** The `meta` of errors that name an existing record. */
function metaOf(bodies: readonly Record<string, unknown>[]): { meta?: TSchema } {
  const [meta] = bodies.map((body) => body.meta).filter((one) => one !== undefined)
  if (meta === undefined) return {}
  const isOfContact = typeof meta === 'object' && meta !== null && 'contactId' in meta
  return { meta: Type.Optional(isOfContact ? duplicateMeta : existingMeta) }
}

const existingMeta = Type.Object(
  { existingId: Type.String() },
  { description: 'The record that exists already.' },
)

const duplicateMeta = Type.Object(
  {
    contactName: Type.String({ description: '`Unknown` for a contact without a name.' }),
    contactId: Type.String(),
    matchingField: Type.Enum(['email', 'phone'], { type: 'string', description: 'The shared property.' }),
  },
  { description: 'The contact that has the email or the phone.' },
)

/** The body with an example trace id. */
function bodyOf(name: RefusalName): Record<string, unknown> {
  const { body, traced } = reasonOf(name).error
  return traced ? { ...body, traceId: 'f328ba65-3d8d-4450-a620-195e597f6c66' } : body
}
