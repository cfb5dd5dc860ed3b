import type { ErrorNote } from '../http/api-error.ts'
import { apiVersions } from '../http/bounds.ts'
import type { AnyRequest } from '../http/messages.ts'
import { claimsOf } from './identify.ts'
import { similarProperty } from './similar-property.ts'

/** What a hint is given by. */
export interface Refused {
  /** The name of the error in the table of errors. */
  name: string
  /** What the response says. */
  sentences: readonly string[]
  note: ErrorNote | undefined
  request: AnyRequest
  /** By the clock of the server. */
  now: number
}

type Hint = string | ((refused: Refused) => string)

/** A mistake that clients make, and how to fix it. */
interface Mistake {
  /** The errors that it causes. */
  errors: readonly string[]
  /** Whether it is this one; always by default. */
  when?: (refused: Refused) => boolean
  hint: Hint
}

const says =
  (pattern: RegExp) =>
  ({ sentences }: Refused): boolean =>
    sentences.some((sentence) => pattern.test(sentence))

const onPath =
  (pattern: RegExp) =>
  ({ request }: Refused): boolean =>
    pattern.test(request.url.split('?', 1)[0] ?? '')

const tokenOf = ({ request }: Refused): string =>
  (request.headers.authorization ?? '').replace(/^\s*bearer\s+/i, '')

const hasExpired = (refused: Refused): boolean => {
  const { exp } = claimsOf(tokenOf(refused)) ?? {}
  return typeof exp === 'number' && exp * 1000 <= refused.now
}

/** An id that a program has put together from nothing. */
const placeholder =
  /\/(?:undefined|null|NaN|\[object Object\]|%5Bobject%20Object%5D|:\w+|\{\w+\}|%7B\w+%7D)(?:\/|$)/i

/** The first that fits gives the hint: special cases come before the general one of an error. */
const mistakes: readonly Mistake[] = [
  { errors: ['versionMissing'], hint: 'Send the header `Version: 2021-07-28`, as the reference shows it.' },
  {
    errors: ['versionInvalid', 'versionMalformed'],
    hint: `Send one of the versions ${apiVersions.join(', ')}.`,
  },
  { errors: ['goneInVersion3'], hint: 'Under v3 the path is /oauth/installed-locations.' },

  {
    errors: ['tokenMissing'],
    when: ({ request }) => request.headers.authorization === undefined,
    hint: 'Send the header `Authorization: Bearer <token>`.',
  },
  { errors: ['tokenMissing'], hint: 'Write `Bearer `, with a space, in front of the token.' },
  {
    errors: ['privateTokenInvalid'],
    hint: 'The token is unknown or was revoked. Locations that were made for a test are gone after a reset, with their tokens.',
  },
  {
    errors: ['accessTokenInvalid'],
    when: hasExpired,
    hint: 'The access token has expired: exchange the refresh token for a new one.',
  },
  {
    errors: ['accessTokenInvalid'],
    when: (refused) => claimsOf(tokenOf(refused)) === undefined,
    hint: 'The token is neither a private integration token (`pit-…`) nor a JWT: was it cut off or quoted?',
  },
  {
    errors: ['accessTokenInvalid'],
    hint: 'The app was uninstalled, the grant was revoked, or the token is of another server.',
  },
  {
    errors: ['scopeMissing'],
    when: ({ note }) => note?.missingScope !== undefined,
    hint: ({ note }) => `The token lacks the scope ${note?.missingScope}.`,
  },
  {
    errors: ['userTypeMismatch', 'authClassRefused'],
    hint: 'The operation takes another kind of token: of a location, or of a company.',
  },
  { errors: ['userTypeUnsupported'], hint: 'Install the app in the company, not in a location.' },
  {
    errors: ['locationForbidden'],
    hint: 'The contact, or the locationId that was sent, belongs to another location than the token.',
  },
  {
    errors: ['locationUnreachable'],
    hint: 'The locationId is not that of the token. A location has its own token.',
  },

  {
    errors: [
      'contactNotFound',
      'contactNeverWas',
      'noteNotFound',
      'taskNotFound',
      'opportunityNotFound',
      'userNotFound',
      'routeNotFound',
    ],
    when: onPath(placeholder),
    hint: 'The path has a placeholder in place of an id: the variable was not set.',
  },
  {
    errors: ['contactNotFound'],
    when: onPath(/@|%40/),
    hint: 'A contact is found by its id. Find one by email with /contacts/search/duplicate.',
  },
  {
    errors: ['contactNotFound'],
    hint: 'The contact was deleted, or belongs to another company or location.',
  },
  {
    errors: ['contactNeverWas'],
    when: onPath(/^\/contacts\/search\/?$/),
    hint: 'Search Contacts is POST /contacts/search with a JSON body. A list is GET /contacts/?locationId=…',
  },
  { errors: ['contactNeverWas'], hint: 'No contact had this id in a location of the token.' },
  {
    errors: ['noteNotFound', 'taskNotFound'],
    hint: 'The contact in the path has none with this id: is it that of another contact?',
  },
  {
    errors: ['userNotFound'],
    hint: '`assignedTo` and followers are ids of users of the location: list them with GET /users/?locationId=…',
  },

  { errors: ['routeNotFound'], when: onPath(/\/\//), hint: 'The path has an empty part: an id was empty.' },
  {
    errors: ['routeNotFound'],
    when: onPath(/^\/v[12]\//),
    hint: 'This is the path of an older API: leave out the prefix, and send the header `Version`.',
  },
  {
    errors: ['routeNotFound'],
    when: onPath(/^\/(?:contact|opportunity|location|user|business|tag)(?:\/|$)/),
    hint: 'The names in paths are plural: /contacts, /opportunities.',
  },
  {
    errors: ['routeNotFound'],
    when: ({ request }) =>
      ['PATCH', 'POST'].includes(request.method) && /^\/contacts\/\w{15,}\/?$/.test(request.url),
    hint: 'A contact is updated with PUT.',
  },
  {
    errors: ['routeNotFound'],
    when: onPath(
      /^\/(?:conversations|calendars|invoices|payments|forms|surveys|funnels|medias|products|social-media-posting|objects)(?:\/|$)/,
    ),
    hint: 'contactd does not serve this part of the API.',
  },
  { errors: ['routeNotFound'], hint: 'No operation has this method and path: /docs lists them all.' },
  { errors: ['hostRefused'], hint: 'Use localhost or 127.0.0.1.' },

  { errors: ['bodyNotJson'], hint: 'Send the header `Content-Type: application/json`, and JSON.' },
  {
    errors: ['malformedJson'],
    when: says(/\[object Object\]|"o"|object Obj/),
    hint: 'The body is `[object Object]`: encode it with JSON.stringify.',
  },
  {
    errors: ['malformedJson', 'jsonTooDeep'],
    hint: 'The body is not JSON: look for single quotes, trailing commas and unfinished text.',
  },
  {
    errors: ['bodyNotMultipart'],
    hint: 'Files are uploaded as multipart/form-data: let the HTTP library set the header, with its boundary.',
  },
  {
    errors: ['charsetUnsupported', 'encodingUnsupported', 'encodingMalformed'],
    hint: 'Send the body in UTF-8, plain or compressed with gzip.',
  },

  {
    errors: ['unprocessable'],
    when: says(/^the body must be a JSON object$/),
    hint: 'The body is a list or a text: was it encoded twice?',
  },
  {
    errors: ['unprocessable'],
    when: says(/property customField should not exist/),
    hint: 'Custom fields are sent as `customFields`, a list of `{"id": …, "field_value": …}`.',
  },
  {
    errors: ['unprocessable'],
    when: says(/property (?:name|value|fieldKey) should not exist/),
    hint: 'An item of `customFields` has `id` or `key`, and `field_value`.',
  },
  {
    errors: ['unprocessable'],
    when: ({ request, ...refused }) =>
      request.method === 'PUT' && says(/^property locationId should not exist$/)({ request, ...refused }),
    hint: 'An update takes no locationId: leave it out.',
  },
  {
    errors: ['unprocessable'],
    when: says(/^property (?:id|contactId|_id) should not exist$/),
    hint: 'The id belongs into the path.',
  },
  {
    errors: ['unprocessable'],
    when: says(/^property tag should not exist$/),
    hint: 'Tags are sent as `tags`, a list of texts.',
  },
  {
    errors: ['unprocessable'],
    when: says(/^property (?:dateAdded|dateUpdated|createdBy|fullName|contactName|type) should not exist$/),
    hint: 'Responses have this property; requests must not: do not send a contact back as it came.',
  },
  {
    errors: ['unprocessable'],
    when: ({ sentences, request }) => similarProperty(sentences, request) !== undefined,
    hint: ({ sentences, request }) => `Did you mean \`${similarProperty(sentences, request)}\`?`,
  },
  {
    errors: ['unprocessable'],
    when: says(/property \w+_\w+ should not exist/),
    hint: 'Properties are written in camel case: `firstName`.',
  },
  {
    errors: ['unprocessable'],
    when: says(/ should not exist$/),
    hint: 'Leave out what the operation does not take: /docs lists its properties.',
  },
  {
    errors: ['unprocessable'],
    when: says(/^tags must be an array|each value in tags must be a string/),
    hint: '`tags` is a list of texts, also for a single one.',
  },
  {
    errors: ['unprocessable'],
    when: says(/^customFields must be an array|in nested property customFields/),
    hint: '`customFields` is a list of `{"id": …, "field_value": …}`, not an object by key.',
  },
  {
    errors: ['unprocessable'],
    when: says(/must be an email$/),
    hint: 'An email has the form name@example.com; to clear it, update it with null.',
  },
  {
    errors: ['unprocessable'],
    when: says(/^country must be/),
    hint: 'A country is a code of two capital letters, such as US.',
  },
  { errors: ['unprocessable'], when: says(/^dateOfBirth must be/), hint: 'Write the date as 1990-09-25.' },
  {
    errors: ['unprocessable'],
    when: says(/must be a boolean value/),
    hint: 'Send true or false without quotes.',
  },
  {
    errors: ['unprocessable'],
    when: says(/ISO 8601/),
    hint: 'Write the date and time as 2026-01-31T12:00:00.000Z.',
  },
  {
    errors: ['unprocessable'],
    when: says(/^limit must not be greater|^pageLimit must not be greater/),
    hint: 'Ask for fewer, and follow the pages.',
  },
  {
    errors: ['unprocessable', 'locationUndefined'],
    when: says(/^(?:locationId|location_id) (?:should not be empty|must be a string|can't be undefined)/),
    hint: 'Name the location: `locationId`.',
  },
  { errors: ['contactWithoutIdentity'], hint: 'Send at least one of email, phone, firstName and lastName.' },
  { errors: ['upsertWithoutAddress'], hint: 'An upsert finds the contact by `email` or `phone`: send one.' },
  {
    errors: ['duplicateQueryEmpty'],
    hint: 'Send `email` or `number` in the query; write the plus of a number as %2B.',
  },
  { errors: ['phoneInvalid'], hint: 'Write the phone with its country code: +15551234567.' },
  {
    errors: ['duplicateContact'],
    hint: 'Another contact has this email or phone: update the one in `meta.contactId`, or use upsert.',
  },
  {
    errors: ['customFieldValueInvalid'],
    hint: 'The value does not fit the type of the custom field: a number or a text is not an object.',
  },
  {
    errors: ['customFieldNotFound', 'customFieldKeyTaken'],
    hint: 'List the custom fields of the location with GET /locations/:locationId/customFields.',
  },

  {
    errors: ['searchFieldInvalid'],
    hint: 'The field cannot be searched, or cannot be sorted by: custom fields are `customFields.<id>`.',
  },
  { errors: ['searchOperatorInvalid'], hint: 'The field has other operators: see Search Contacts in /docs.' },
  { errors: ['searchValueInvalid'], hint: '`range` takes `{"gte": …, "lte": …}`; `exists` takes no value.' },
  {
    errors: ['pageTooFar', 'pageAndSearchAfter', 'searchAfterInvalid'],
    hint: 'Beyond 10,000 rows, send the `searchAfter` of the last row and no page.',
  },
  { errors: ['tooManyRequests'], hint: 'Wait for the seconds in the header `retry-after`.' },
  { errors: ['tagNameTaken'], hint: 'The location has the tag: tags of contacts are made by adding them.' },

  {
    errors: ['pipelineInvalid', 'pipelineStageInvalid'],
    hint: 'List the pipelines of the location, with their stages, with GET /opportunities/pipelines.',
  },
  {
    errors: ['opportunityDuplicate'],
    hint: 'The contact has an open opportunity in the pipeline: update it, or use upsert.',
  },

  {
    errors: ['codeNotFound', 'codeInvalid'],
    hint: 'A code is valid once, for ten minutes, and for the app that it was made for.',
  },
  {
    errors: ['refreshTokenInvalid'],
    hint: 'A refresh token is valid once: keep the new one that comes with each exchange.',
  },
  {
    errors: ['clientInvalid', 'clientOfRefreshInvalid'],
    hint: 'The client id or the client secret is wrong.',
  },
  { errors: ['grantTypeUnsupported'], hint: 'Send grant_type authorization_code or refresh_token.' },
  {
    errors: ['parameterMissing'],
    when: ({ request }) => /json/i.test(request.headers['content-type'] ?? ''),
    hint: 'The token endpoint takes a form: application/x-www-form-urlencoded.',
  },
]

const byError = new Map<string, Mistake[]>()
for (const mistake of mistakes)
  for (const name of mistake.errors) byError.set(name, [...(byError.get(name) ?? []), mistake])

/** How to fix a request that was refused. @returns undefined where nothing usual is known. */
export function hintOf(refused: Refused): string | undefined {
  const mistake = byError.get(refused.name)?.find(({ when }) => when === undefined || when(refused))
  if (mistake === undefined) return refused.note?.hint
  return typeof mistake.hint === 'string' ? mistake.hint : mistake.hint(refused)
}
