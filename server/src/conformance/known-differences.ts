import type { KnownDifference } from './known.ts'

/** Every operation on contacts. */
const contacts = '/contacts/'

const theContact = ['get-contact', 'update-contact', 'upsert-contact', 'create-contact']
const theLists = ['get-contacts', 'get-contacts-by-businessId']
const theWrites = ['update-contact', 'upsert-contact', 'create-contact']

/** Where contactd differs from HighLevel's files, and means to. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    kind: 'extra',
    operations: contacts,
    places: ['400 error', '422 traceId', '* traceId'],
    reason: 'Live answers have it: the name of the status in a refusal, the id of the request.',
  },
  {
    kind: 'extra',
    operations: '/businesses/',
    places: ['400 error', '422 traceId'],
    reason: 'Live answers have it: the name of the status in a refusal, the id of the request.',
  },
  {
    kind: 'extra',
    operations: contacts,
    versions: 'dated',
    places: ['* succeeded'],
    reason: 'Live answers have both spellings.',
  },
  {
    kind: 'extra',
    operations: ['upsert-contact'],
    versions: 'dated',
    places: ['200 succeded'],
    reason: 'Live answers have both spellings, where the contact was there already.',
  },
  {
    kind: 'extra',
    operations: ['upsert-contact'],
    versions: 'v3',
    places: ['200 succeeded'],
    reason: 'As an update answers it, where the contact was there already.',
  },
  {
    kind: 'extra',
    operations: ['add-tags', 'remove-tags'],
    places: ['201 tagsAdded', '200 tagsRemoved'],
    reason: 'Live answers have it: the tags that the request added or removed.',
  },
  {
    kind: 'extra',
    operations: theContact,
    places: [
      '* contact.createdBy',
      '* contact.lastUpdatedBy',
      '* contact.followers',
      '* contact.additionalEmails',
      '* contact.additionalPhones',
      '* contact.validEmail',
      '* contact.validEmailDate',
      '* contact.dndDate',
      '* contact.inboundDndSettings',
      '* contact.gender',
    ],
    reason: 'Live answers have it, and what can be written can be read.',
  },
  {
    kind: 'extra',
    operations: theContact,
    places: [
      '* contact.deleted',
      '* contact.bounceEmail',
      '* contact.unsubscribeEmail',
      '* contact.lastSessionActivityAt',
    ],
    reason: 'Live answers have it; the file of the dated versions names it for a new contact alone.',
  },
  {
    kind: 'extra',
    operations: ['create-contact'],
    versions: 'dated',
    places: ['201 contact.name', '201 contact.timezone'],
    reason: 'Every answer has it; the file names it for all answers but that of a new contact.',
  },
  {
    kind: 'missing',
    operations: theContact,
    places: [
      '* contact.attachments',
      '* contact.ssn',
      '* contact.keyword',
      '* contact.lastActivity',
      '* contact.attributionSource',
      '* contact.lastAttributionSource',
      '* contact.visitorId',
    ],
    reason: 'HighLevel fills it from what contactd does not have: its web pages, forms and conversations.',
  },
  {
    kind: 'missing',
    operations: ['create-contact'],
    versions: 'dated',
    places: ['201 contact.offers', '201 contact.products'],
    reason: 'HighLevel fills it from what contactd does not have: its shop.',
  },
  {
    kind: 'missing',
    operations: ['create-contact'],
    places: ['201 contact.businessId'],
    reason: 'A new contact is of no business: its request names none.',
  },
  {
    kind: 'answer',
    operations: theContact,
    places: ['* contact.customFields[].value'],
    reason: 'Live answers have the value as its type is: text, number, list or object.',
  },
  {
    kind: 'altered',
    operations: theWrites,
    places: ['body.phone'],
    reason: 'A phone is kept in E.164, as live answers have it.',
  },
  {
    kind: 'altered',
    operations: ['create-contact'],
    versions: 'dated',
    places: ['body.dateOfBirth'],
    reason: 'The file says so of the answer: an instant for a new contact, a date for every other answer.',
  },
  {
    kind: 'altered',
    operations: ['create-task', 'update-task'],
    places: ['body.dueDate'],
    reason: 'The same instant, in the form that every answer has.',
  },
  {
    kind: 'altered',
    operations: ['remove-tags', 'remove-followers-contact'],
    places: ['body.tags', 'body.followers'],
    reason: 'The answer has those that are left.',
  },
  {
    kind: 'accepted',
    operations: theWrites,
    places: ['body.customFields[].field_value: null'],
    reason: 'It clears the field, as an empty text does.',
  },
  {
    kind: 'accepted',
    operations: theWrites,
    versions: 'v3',
    places: ['body.customFields[].fieldValue: null'],
    reason: 'It clears the field, as an empty text does.',
  },
  {
    kind: 'accepted',
    operations: ['create-contact', 'upsert-contact'],
    places: ['body.source: null', 'body.assignedTo: null'],
    reason:
      'The file lets an update clear it so; contactd takes the same body wherever a contact is written.',
  },
  {
    kind: 'accepted',
    operations: ['add-remove-contact-from-business'],
    places: ['body.ids[]: too long'],
    reason:
      'The 50 is that of the ids, not of their characters: more ids are refused, and no contact has a longer one.',
  },
  {
    kind: 'refused',
    operations: ['get-duplicate-contact'],
    places: ['only what is required', 'query.locationId'],
    reason: 'Without an email or a number there is nothing to look for.',
  },
  {
    kind: 'status',
    operations: contacts,
    places: ['403'],
    reason: 'Live answers have it where the token does not reach the location.',
  },
  {
    kind: 'status',
    operations: ['create-association', 'add-remove-contact-from-business'],
    places: ['401'],
    reason: 'The file leaves out that a token is needed.',
  },
  {
    kind: 'status',
    operations: ['get-duplicate-contact', 'search-contacts-advanced', 'get-businesses-by-location'],
    places: ['422'],
    reason: 'Every operation has it for what its schema does not take, these too.',
  },
  {
    kind: 'status',
    operations: ['remove-contact-from-every-campaign'],
    versions: 'v3',
    places: ['404'],
    reason: 'Its path is that of v3 alone: without the header it is unknown.',
  },
  {
    kind: 'status',
    operations: ['add-contact-to-workflow'],
    places: ['201'],
    reason: 'Live answers have it, as for a campaign.',
  },
  {
    kind: 'answer',
    operations: theLists,
    places: ['200 contacts[].customFields[].value'],
    reason: 'Live answers have the value as its type is: text, number, list or object.',
  },
  {
    kind: 'answer',
    operations: theLists,
    places: ['email', 'timezone', 'country', 'source'].map((name) => `200 contacts[].${name}`),
    reason: 'What a contact has not is null in live rows.',
  },
  {
    kind: 'extra',
    operations: theLists,
    places: [
      ...[
        'contactName',
        'firstName',
        'lastName',
        'firstNameRaw',
        'lastNameRaw',
        'companyName',
        'phone',
        'dnd',
      ],
      ...['dndSettings', 'type', 'assignedTo', 'city', 'state', 'postalCode', 'address1', 'dateUpdated'],
      ...['dateOfBirth', 'website', 'profilePhoto', 'additionalEmails', 'startAfter'],
    ].map((name) => `200 contacts[].${name}`),
    reason: 'Live rows have it.',
  },
  {
    kind: 'extra',
    operations: ['get-contacts'],
    places: ['200 meta'],
    reason: 'Live answers have it: clients find the next page by it.',
  },
  {
    kind: 'missing',
    operations: theLists,
    places: ['200 contacts[].attributions[]'],
    reason: 'HighLevel fills it from what contactd does not have: its web pages, forms and conversations.',
  },
]
