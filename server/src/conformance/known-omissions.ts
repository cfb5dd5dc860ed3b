import type { KnownOmission } from './known.ts'
import type { Schema } from './schema.ts'
import { searchAnswer, searchBody } from './undescribed-search.ts'

const found: Schema = { type: 'object', properties: { contact: { type: 'object', nullable: true } } }

/** What HighLevel's files leave out. */
export const knownOmissions: readonly KnownOmission[] = [
  {
    operations: ['search-contacts-advanced'],
    place: 'body',
    schema: searchBody,
    reason:
      'The page that the file links to describes it: filters, groups of them, query, sort, page and searchAfter.',
  },
  {
    operations: ['search-contacts-advanced'],
    place: '200',
    schema: searchAnswer,
    reason: 'As live answers were seen: contacts, total and traceId; what a contact has not is null.',
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
