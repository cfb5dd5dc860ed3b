import type { KnownOmission } from './known.ts'
import type { Schema } from './schema.ts'

const text: Schema = { type: 'string' }
const number: Schema = { type: 'number' }

/** What the page that the file links to says of a search. */
const search: Schema = {
  name: 'SearchBodyV2DTO',
  type: 'object',
  required: ['locationId', 'pageLimit'],
  properties: {
    locationId: text,
    pageLimit: { ...number, example: 20 },
    page: { ...number, example: 1 },
    query: { ...text, example: 'rosan' },
    filters: {
      type: 'array',
      example: [{ field: 'dnd', operator: 'eq', value: true }],
      items: { type: 'object', additionalProperties: true },
    },
    sort: {
      type: 'array',
      example: [{ field: 'firstNameLowerCase', direction: 'desc' }],
      items: { type: 'object', additionalProperties: true },
    },
  },
}

const customFields: Schema = {
  type: 'array',
  items: { type: 'object', properties: { id: text, value: {} } },
}

const found: Schema = { type: 'object', properties: { contact: { type: 'object', nullable: true } } }

/** What HighLevel's files leave out. */
export const knownOmissions: readonly KnownOmission[] = [
  {
    operations: ['search-contacts-advanced'],
    place: 'body',
    schema: search,
    reason:
      'The page that the file links to describes it: locationId and pageLimit, page, query, filters, sort.',
  },
  {
    operations: ['search-contacts-advanced'],
    place: '200',
    schema: {
      type: 'object',
      required: ['contacts', 'total'],
      properties: {
        contacts: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'locationId'],
            properties: { id: text, locationId: text, customFields },
            additionalProperties: true,
          },
        },
        total: number,
        traceId: text,
      },
    },
    reason: 'As live answers were seen: contacts, total, traceId.',
  },
  {
    operations: ['get-duplicate-contact'],
    place: '200',
    schema: found,
    reason: 'As every client reads it: the contact, or null.',
  },
  {
    operations: ['create-association'],
    place: 'path type',
    schema: { type: 'string', enum: ['remove', 'add'] },
    reason: 'The two that the description names.',
  },
  {
    operations: ['create-association', 'add-remove-contact-from-business'],
    place: 'token',
    scopes: ['contacts.write'],
    reason: 'It changes contacts, as the other operations do that want this scope.',
  },
  {
    operations: ['add-contact-to-campaign'],
    place: 'body',
    reason: 'There is nothing to say: an empty object.',
  },
]
