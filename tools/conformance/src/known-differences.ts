import type { KnownDifference } from './known.ts'

/** Every operation on contacts. */
const contacts = '/contacts/'

/** Every operation on custom fields of businesses and their folders. */
const customFields = '/custom-fields/'

const theContact = ['get-contact', 'update-contact', 'upsert-contact', 'create-contact']
const theLists = ['get-contacts', 'get-contacts-by-businessId']
const theWrites = ['update-contact', 'upsert-contact', 'create-contact']

const ofFolders = (names: readonly string[]) => names.map((name) => `200 folders[].${name}`)

const ofCompany = (names: readonly string[]) => names.map((name) => `200 company.${name}`)

/** Intended differences between contactd and HighLevel's files. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    kind: 'extra',
    operations: contacts,
    places: ['400 error', '422 traceId', '* traceId'],
    reason: 'Live responses have it: the name of the status in a refusal, the id of the request.',
  },
  {
    kind: 'extra',
    operations: ['get-contact'],
    places: ['400 status'],
    reason:
      'The live service responds in this way to an id that no contact has had, without message and statusCode.',
  },
  {
    kind: 'extra',
    operations: '/businesses/',
    places: ['400 error', '422 traceId'],
    reason: 'Live responses have it: the name of the status in a refusal, the id of the request.',
  },
  {
    kind: 'extra',
    operations: ['get-campaigns', 'get-workflow'],
    places: ['422 traceId'],
    reason: 'Live responses have it: the id of the request.',
  },
  {
    kind: 'missing',
    operations: ['get-company'],
    places: ofCompany([
      ...['logoUrl', 'domain', 'spareDomain', 'privacyPolicy', 'termsConditions'],
      ...['relationshipNumber', 'subdomain', 'plan', 'currency', 'customerType'],
      ...['termsOfServiceVersion', 'termsOfServiceAcceptedBy', 'twilioTrialMode'],
      ...['twilioFreeCredits', 'termsOfServiceAcceptedDate', 'privacyPolicyVersion'],
      ...['privacyPolicyAcceptedBy', 'privacyPolicyAcceptedDate', 'affiliatePolicyVersion'],
      ...['affiliatePolicyAcceptedBy', 'affiliatePolicyAcceptedDate', 'isReselling'],
      ...['onboardingInfo', 'upgradeEnabledForClients', 'cancelEnabledForClients'],
      ...['autoSuspendEnabled', 'saasSettings', 'stripeConnectId', 'enableDepreciatedFeatures'],
      ...['premiumUpgraded', 'status', 'disableEmailService', 'referralId', 'isEnterpriseAccount'],
      ...['businessNiche', 'businessCategory', 'businessAffinityGroup', 'isSandboxAccount'],
      ...['enableNewSubAccountDefaultData'],
    ]),
    reason: 'contactd has no plans, billing, branding, policies and onboarding of companies.',
  },
  {
    kind: 'extra',
    operations: customFields,
    places: ['400 error'],
    reason: 'Live responses have it: the name of the status in a refusal.',
  },
  {
    kind: 'status',
    operations: customFields,
    places: ['422'],
    reason: 'Every operation returns it for a request that its schema does not accept; these do too.',
  },
  {
    kind: 'missing',
    operations: customFields,
    places: [
      ...['* field.acceptedFormats', '* field.maxFileLimit', '201 field.options[]'],
      ...['201 field.allowCustomOption', '200 fields[].acceptedFormats', '200 fields[].maxFileLimit'],
    ],
    reason: 'Only fields of some types have it, and the fields in this test are of other types.',
  },
  {
    kind: 'altered',
    operations: customFields,
    places: ['body.acceptedFormats', 'body.maxFileLimit', 'body.allowCustomOption'],
    reason: 'The file has it for one type only; other types, such as that of its example, do not use it.',
  },
  {
    kind: 'answer',
    operations: customFields,
    places: ofFolders(['showInForms', 'dataType', 'parentId', 'fieldKey', 'dateUpdated']),
    reason:
      'The file describes a folder like a field here; in its other responses, a folder does not have it.',
  },
  {
    kind: 'missing',
    operations: customFields,
    places: ofFolders([
      ...['description', 'placeholder', 'showInForms', 'options', 'acceptedFormats', 'dataType', 'parentId'],
      ...['fieldKey', 'allowCustomOption', 'maxFileLimit', 'dateUpdated'],
    ]),
    reason:
      'The file describes a folder like a field here; in its other responses, a folder does not have it.',
  },
  {
    kind: 'extra',
    operations: customFields,
    places: ofFolders(['documentType']),
    reason: 'It distinguishes a folder from a field, as in the responses of a location.',
  },
  {
    kind: 'accepted',
    operations: customFields,
    places: ['body.options[].key: missing'],
    reason: 'The file says that an update may omit it.',
  },
  {
    kind: 'answer',
    operations: customFields,
    places: ['201 field.dataType'],
    reason: 'The file allows the creation of an EMAIL field, but omits the type in responses.',
  },
  {
    kind: 'extra',
    operations: contacts,
    versions: 'dated',
    places: ['* succeeded'],
    reason: 'Live responses have both spellings.',
  },
  {
    kind: 'extra',
    operations: ['upsert-contact'],
    versions: 'dated',
    places: ['200 succeded'],
    reason: 'Live responses have both spellings if the contact existed.',
  },
  {
    kind: 'extra',
    operations: ['upsert-contact'],
    versions: 'v3',
    places: ['200 succeeded'],
    reason: 'If the contact existed, the response is that of an update.',
  },
  {
    kind: 'extra',
    operations: ['add-tags', 'remove-tags'],
    places: ['201 tagsAdded', '200 tagsRemoved'],
    reason: 'Live responses have it: the tags that the request added or removed.',
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
    reason: 'Live responses have it, and every field that can be written can be read.',
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
    reason: 'Live responses have it; the file of the dated versions lists it only for a new contact.',
  },
  {
    kind: 'extra',
    operations: ['create-contact'],
    versions: 'dated',
    places: ['201 contact.name', '201 contact.timezone'],
    reason: 'Every response has it; the file lists it for all responses except that of a new contact.',
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
    reason: 'HighLevel fills it from parts that contactd does not have: web pages, forms and conversations.',
  },
  {
    kind: 'missing',
    operations: ['create-contact'],
    versions: 'dated',
    places: ['201 contact.offers', '201 contact.products'],
    reason: 'HighLevel fills it from a part that contactd does not have: the shop.',
  },
  {
    kind: 'missing',
    operations: ['create-contact'],
    places: ['201 contact.businessId'],
    reason: 'A new contact has no business, since its request cannot name one.',
  },
  {
    kind: 'answer',
    operations: theContact,
    places: ['* contact.customFields[].value'],
    reason: 'Live responses have a typed value: text, number, list or object.',
  },
  {
    kind: 'altered',
    operations: theWrites,
    places: ['body.phone'],
    reason: 'A phone is stored in E.164, as in live responses.',
  },
  {
    kind: 'altered',
    operations: ['create-contact'],
    versions: 'dated',
    places: ['body.dateOfBirth'],
    reason: 'The file documents this: an instant for a new contact, a date in every other response.',
  },
  {
    kind: 'altered',
    operations: ['create-task', 'update-task'],
    places: ['body.dueDate'],
    reason: 'The response has the same instant in the format of all responses.',
  },
  {
    kind: 'altered',
    operations: ['remove-tags', 'remove-followers-contact'],
    places: ['body.tags', 'body.followers'],
    reason: 'The response has the remaining ones.',
  },
  {
    kind: 'accepted',
    operations: theWrites,
    versions: 'dated',
    places: ['body.customFields[].field_value: a boolean'],
    reason: 'A single value for a list field leaves the field unchanged, as in the live service (BR-402).',
  },
  {
    kind: 'accepted',
    operations: theWrites,
    versions: 'v3',
    places: ['body.customFields[].fieldValue: a boolean', 'body.customFields[].field_value: a boolean'],
    reason: 'A single value for a list field leaves the field unchanged, as in the live service (BR-402).',
  },
  {
    kind: 'accepted',
    operations: theWrites,
    places: ['body.customFields[].field_value: null'],
    reason: 'It clears the field, like an empty text.',
  },
  {
    kind: 'accepted',
    operations: theWrites,
    versions: 'v3',
    places: ['body.customFields[].fieldValue: null'],
    reason: 'It clears the field, like an empty text.',
  },
  {
    kind: 'accepted',
    operations: ['create-contact', 'upsert-contact'],
    places: ['body.source: null', 'body.assignedTo: null'],
    reason: 'The file allows it in an update; contactd accepts the same body in every write of a contact.',
  },
  {
    kind: 'accepted',
    operations: ['add-remove-contact-from-business'],
    places: ['body.ids[]: too long'],
    reason:
      'The limit of 50 applies to the number of ids, not to their length: more ids are refused, and no contact has a longer one.',
  },
  {
    kind: 'refused',
    operations: ['get-duplicate-contact'],
    places: ['only what is required', 'query.locationId'],
    reason: 'The search needs an email or a number.',
  },
  {
    kind: 'status',
    operations: contacts,
    places: ['403'],
    reason: 'Live responses have it if the token cannot access the location.',
  },
  {
    kind: 'status',
    operations: ['create-association', 'add-remove-contact-from-business'],
    places: ['401'],
    reason: 'The file does not say that a token is required.',
  },
  {
    kind: 'status',
    operations: ['get-duplicate-contact', 'search-contacts-advanced', 'get-businesses-by-location'],
    places: ['422'],
    reason: 'Every operation returns it for a request that its schema does not accept; these do too.',
  },
  {
    kind: 'status',
    operations: ['remove-contact-from-every-campaign'],
    versions: 'v3',
    places: ['404'],
    reason: 'The path exists only under v3: without the header it is unknown.',
  },
  {
    kind: 'status',
    operations: ['add-contact-to-workflow'],
    places: ['201'],
    reason: 'Live responses have it, as for a campaign.',
  },
  {
    kind: 'answer',
    operations: theLists,
    places: ['200 contacts[].customFields[].value'],
    reason: 'Live responses have a typed value: text, number, list or object.',
  },
  {
    kind: 'answer',
    operations: theLists,
    places: ['email', 'timezone', 'country', 'source'].map((name) => `200 contacts[].${name}`),
    reason: 'In live rows, fields that are not set are null.',
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
    reason: 'Live responses have it, and clients use it to get the next page.',
  },
  {
    kind: 'missing',
    operations: theLists,
    places: ['200 contacts[].attributions[]'],
    reason: 'HighLevel fills it from parts that contactd does not have: web pages, forms and conversations.',
  },
]
