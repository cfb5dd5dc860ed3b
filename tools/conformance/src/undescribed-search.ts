import type { Schema } from './schema.ts'

/*
 * What the files omit about a search: its body, which the page they link to describes, and its response, as observed.
 * Based on these, not on the server's schemas.
 */

const text: Schema = { type: 'string' }
const orNull = (type: string): Schema => ({ type, nullable: true })
const texts: Schema = { type: 'array', items: text }

const condition: Schema = {
  type: 'object',
  required: ['field', 'operator', 'value'],
  properties: {
    field: { ...text, example: 'dnd' },
    operator: { ...text, example: 'eq' },
    value: { example: true },
  },
}

const group: Schema = {
  type: 'object',
  required: ['group', 'filters'],
  properties: {
    group: { ...text, enum: ['AND', 'OR'] },
    filters: { type: 'array', items: condition },
  },
}

const sort: Schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['field', 'direction'],
    properties: {
      field: { ...text, example: 'firstNameLowerCase' },
      direction: { ...text, enum: ['asc', 'desc'] },
    },
  },
}

const everyPage: Record<string, Schema> = {
  locationId: text,
  pageLimit: { type: 'number', example: 20 },
  query: { ...text, example: 'rosan' },
  filters: { type: 'array', items: { anyOf: [condition, group] } },
}

const page = (name: string, properties: Record<string, Schema>): Schema => ({
  name,
  type: 'object',
  required: ['locationId', 'pageLimit'],
  properties: { ...everyPage, ...properties },
})

/** A page by its number, or the page after a row. The row is an example of the default order. */
export const searchBody: Schema = {
  anyOf: [
    page('a page', { page: { type: 'number', example: 1 }, sort }),
    page('the next page', {
      searchAfter: { type: 'array', example: [1729641711634, 'olV8ESTsuW7rjoM8pQ2k'] },
    }),
  ],
}

const nullableTexts = [
  ...['phoneLabel', 'country', 'address', 'source', 'type', 'state', 'businessName', 'phone', 'companyName'],
  ...['city', 'firstNameLowerCase', 'lastNameLowerCase', 'email', 'assignedTo', 'postalCode', 'businessId'],
  ...['firstName', 'lastName', 'contactName', 'website', 'timezone'],
]

const row: Schema = {
  type: 'object',
  required: [
    ...['id', 'locationId', 'dnd', 'customFields', 'tags', 'dateAdded', 'dateUpdated', 'additionalEmails'],
    ...['additionalPhones', 'dateOfBirth', 'followers', 'validEmail', 'opportunities', 'dndSettings'],
    ...['inboundDndSettings', 'attributionSource', 'lastAttributionSource', 'searchAfter', ...nullableTexts],
  ],
  properties: {
    ...Object.fromEntries(nullableTexts.map((name) => [name, orNull('string')])),
    id: text,
    locationId: text,
    dnd: { type: 'boolean' },
    customFields: { type: 'array', items: { type: 'object', properties: { id: text, value: {} } } },
    tags: texts,
    dateAdded: text,
    dateUpdated: text,
    additionalEmails: { type: 'array' },
    additionalPhones: { type: 'array' },
    dateOfBirth: orNull('number'),
    followers: texts,
    validEmail: orNull('boolean'),
    opportunities: { type: 'array', items: { type: 'object' } },
    dndSettings: orNull('object'),
    inboundDndSettings: orNull('object'),
    attributionSource: orNull('object'),
    lastAttributionSource: orNull('object'),
    searchAfter: { type: 'array' },
  },
}

export const searchAnswer: Schema = {
  type: 'object',
  required: ['contacts', 'total', 'traceId'],
  properties: { contacts: { type: 'array', items: row }, total: { type: 'number' }, traceId: text },
}
