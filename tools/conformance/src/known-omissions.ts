import type { KnownOmission } from './known.ts'
import type { Schema } from './schema.ts'
import { searchAnswer, searchBody } from './undescribed-search.ts'

const found: Schema = { type: 'object', properties: { contact: { type: 'object', nullable: true } } }

/** The omissions of HighLevel's files. */
export const knownOmissions: readonly KnownOmission[] = [
  {
    operations: ['search-contacts-advanced'],
    place: 'body',
    schema: searchBody,
    reason:
      'The page that the file links to describes the body: filters, groups, query, sort, page and searchAfter.',
  },
  {
    operations: ['search-contacts-advanced'],
    place: '200',
    schema: searchAnswer,
    reason: 'Live responses have contacts, total and traceId; fields that are not set are null.',
  },
  {
    operations: ['get-duplicate-contact'],
    place: '200',
    schema: found,
    reason: 'Clients expect the contact or null.',
  },
  {
    operations: ['create-association'],
    place: 'path type',
    schema: { type: 'string', enum: ['remove', 'add'] },
    reason: 'The description names the two values.',
  },
  {
    operations: ['create-association', 'add-remove-contact-from-business'],
    place: 'token',
    scopes: ['contacts.write'],
    reason: 'The operation changes contacts, like the other operations with this scope.',
  },
  {
    operations: ['create-contact'],
    place: 'body.phone',
    needed: 'phone',
    reason: 'The live service requires an email, phone, firstName or lastName; the test sends a phone.',
  },
  {
    operations: ['upsert-contact'],
    place: 'body.phone',
    needed: 'phone',
    reason: 'The live service requires an email or a phone for an upsert; the test sends a phone.',
  },
  {
    operations: ['add-contact-to-campaign'],
    place: 'body',
    reason: 'The body is an empty object.',
  },
]
