import { type Static, Type } from 'typebox'
import { automationBody } from '../../api/automations/automation-schemas.ts'
import { createBusinessBody } from '../../api/businesses/business-schemas.ts'
import { maxBusinesses } from '../../api/businesses/create-business.ts'
import { createBusinessFieldBody } from '../../api/custom-fields/business-field-schemas.ts'
import { maxFolders } from '../../api/custom-fields/custom-field-folder-schemas.ts'
import { createFieldBody } from '../../api/custom-fields/custom-field-schemas.ts'
import { maxCustomValues } from '../../api/custom-values/custom-value.ts'
import { customValueBody } from '../../api/custom-values/custom-value-schemas.ts'
import { bounds } from '../../api/locations/bounds.ts'
import { createLocationBody } from '../../api/locations/location-schemas.ts'
import { permissions } from '../../api/locations/permissions.ts'
import { maxPipelines, maxStages } from '../../api/pipelines/pipeline.ts'
import {
  createRecurringTaskBody,
  maxContacts,
  maxOwners,
} from '../../api/recurring-tasks/recurring-task-schemas.ts'
import { createdTypes } from '../../api/templates/template.ts'
import { createUserBody } from '../../api/users/user-schemas.ts'
import { maxWebhooks } from '../../webhooks/webhook.ts'
import { webhookEvents, webhookSecret, webhookUrl } from '../../webhooks/webhook-schemas.ts'
import { contactSeed } from './contact-seed-schema.ts'
import {
  closed,
  country,
  dateAdded,
  dateUpdated,
  email,
  id,
  listOf,
  nameOf,
  optionalText,
  reference,
  references,
  timezone,
  users,
} from './seed-values.ts'

const userProfile = createUserBody.properties
const user = {
  id,
  name: nameOf('user'),
  email,
  owner: Type.Optional(Type.Boolean({ description: 'Whether the user is an admin of the whole company.' })),
  role: Type.Optional({ ...userProfile.role, description: '`user` if missing; an owner is an `admin`.' }),
  phone: userProfile.phone,
  permissions: userProfile.permissions,
  scopes: userProfile.scopes,
  scopesAssignedToOnly: userProfile.scopesAssignedToOnly,
  profilePhoto: userProfile.profilePhoto,
  platformLanguage: userProfile.platformLanguage,
}

/** The models of folders, in the API's spelling. */
const folderModels = ['contact', 'opportunity', 'business']

const folder = {
  id,
  dateAdded,
  name: nameOf('folder'),
  model: Type.Optional(
    Type.Unsafe<'contact' | 'opportunity' | 'business'>({
      type: 'string',
      enum: folderModels,
      description: 'What the fields in it belong to; `contact` if missing.',
    }),
  ),
}

const {
  parentId: _parent,
  picklistOptions: _alias,
  documentType: _documentType,
  ...customFieldProperties
} = createFieldBody.properties
const customField = {
  id,
  dateAdded,
  ...customFieldProperties,
  folder: Type.Optional(reference('The name or the id of a folder for fields of the same model.')),
}

const {
  locationId: _ofBusinessField,
  objectKey: _objectKey,
  parentId: _folder,
  ...businessFieldProperties
} = createBusinessFieldBody.properties
const businessField = {
  id,
  dateAdded,
  ...businessFieldProperties,
  folder: reference('The name or the id of a folder for fields of businesses.'),
}

const { locationId: _ofBusiness, ...businessProperties } = createBusinessBody.properties
const business = { id, dateAdded, dateUpdated, ...businessProperties }

const { locationId: _ofAutomation, ...automationProperties } = automationBody.properties
const automation = { id, dateAdded, ...automationProperties }

const template = {
  id,
  dateAdded,
  name: nameOf('template'),
  type: Type.Enum([...createdTypes], { type: 'string', description: 'What the template is for.' }),
  body: optionalText('The text of an SMS.', bounds.templateText),
  subject: optionalText('The subject of an email.', bounds.subject),
  html: optionalText('The content of an email.', bounds.templateText),
  deleted: Type.Optional(Type.Boolean({ description: 'Whether only lists of deleted templates have it.' })),
}

const {
  contactIds: _contacts,
  owners: _owners,
  ...recurringTaskProperties
} = createRecurringTaskBody.properties
const recurringTask = {
  id,
  dateAdded,
  ...recurringTaskProperties,
  contactIds: references(
    'The contacts that get the tasks, each the id or the email of a contact of the location.',
    maxContacts,
  ),
  owners: users('The tasks are assigned to the first of them', maxOwners),
}

const tag = Type.Unsafe<string | { id?: string; name: string }>({
  type: ['string', 'object'],
  maxLength: 255,
  properties: { id, name: nameOf('tag') },
  required: ['name'],
  additionalProperties: false,
})

const pipeline = {
  id,
  name: nameOf('pipeline'),
  stages: Type.Array(closed({ id, name: nameOf('stage') }), {
    minItems: 1,
    maxItems: maxStages,
    description: 'In their order.',
  }),
}

const webhook = {
  id,
  dateAdded,
  url: webhookUrl,
  events: Type.Optional(webhookEvents),
  secret: Type.Optional({
    ...webhookSecret,
    description:
      'Signs deliveries: `whsec_` and the base64 of 24 to 64 bytes. The same at each start if missing.',
  }),
}

const locationItems = {
  users: listOf(user, 1000, 'Users of the location.'),
  customFieldFolders: listOf(folder, maxFolders, 'Folders of custom fields.'),
  customFields: listOf(customField, 1000, 'Custom fields of contacts and opportunities.'),
  businessFields: listOf(businessField, 1000, 'Custom fields of businesses.'),
  customValues: listOf({ id, ...customValueBody.properties }, maxCustomValues, 'Custom values.'),
  tags: Type.Optional(
    Type.Array(tag, {
      maxItems: 10_000,
      description: 'Tags, as texts or with an id. Contacts add their own.',
    }),
  ),
  pipelines: listOf(pipeline, maxPipelines, 'Pipelines of opportunities.'),
  lostReasons: listOf(
    { id, dateAdded, name: nameOf('lost reason') },
    1000,
    'Reasons why opportunities are lost.',
  ),
  businesses: listOf(business, maxBusinesses, 'As Create Business takes them.'),
  campaigns: listOf(automation, 1000, 'Campaigns.'),
  workflows: listOf(automation, 1000, 'Workflows.'),
  templates: listOf(template, 1000, 'Templates for SMS and email.'),
  contacts: listOf(contactSeed, 10_000, 'As Create Contact takes them, with all that belongs to them.'),
  recurringTasks: listOf(
    recurringTask,
    1000,
    'As Create Recurring Task takes them. They make tasks when the clock of the server says so.',
  ),
  webhooks: listOf(webhook, maxWebhooks, 'Where events are posted. The seed itself fires none.'),
}

/** What a location has at its start. Every item may carry its id. */
export const locationSeedBody = closed(locationItems)
export type LocationSeed = Static<typeof locationSeedBody>

const {
  companyId: _company,
  twilio: _twilio,
  mailgun: _mailgun,
  snapshotId: _snapshot,
  ...locationProperties
} = createLocationBody.properties

/** A location in a seed, with the properties of Create Location. */
const locationProfile = {
  id,
  company: Type.Optional(reference('The name or the id of its company; the first if missing.')),
  dateAdded,
  ...locationProperties,
  country,
  timezone,
  allowDuplicateContact: Type.Optional(
    Type.Boolean({ description: 'The same as in `settings`, which takes precedence.' }),
  ),
  permissions: Type.Optional(
    Type.Array(Type.Enum([...permissions], { type: 'string' }), {
      maxItems: permissions.length,
      description: 'What the location may use: all if missing. contactd stores them without effect.',
    }),
  ),
}

export const locationSeed = { ...locationProfile, ...locationItems }
