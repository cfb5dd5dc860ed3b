import { type ApiCall, textAt } from './api-client.ts'
import type { Json, JsonObject } from './json.ts'
import {
  type At,
  listsOfContacts,
  ofLocation,
  type Planter,
  uniqueEmails,
  uniqueNames,
} from './location-plantings.ts'

/** Where and by whom records are created. */
export interface Ground {
  call: ApiCall
  /** With a token of the company. */
  callAsCompany: ApiCall
  newTemplate(): Promise<string>
  companyId: string
  locationId: string
  userId: string
  /** The business of the contacts. */
  businessId: string
  pipelineId: string
  lostReasonId: string
  /** The ids of custom fields, by type. */
  customFields: Readonly<Record<string, string>>
  /** The same of opportunities. */
  opportunityFields: Readonly<Record<string, string>>
}

/** The opportunity in the bodies of upserts, by the name of their schema. */
export const idOfUpsert = 'UpsertOpportunityDto.id'

/** Creates a contact with a value in every field that the API can write. */
async function plantContact({ call, locationId, userId, customFields }: Ground): Promise<string> {
  const answer = await call('POST', '/contacts/', {
    locationId,
    firstName: 'Rosan',
    lastName: 'Deo',
    email: 'rosan@example.com',
    phone: '+18888888888',
    gender: 'female',
    address1: '3535 1st St N',
    city: 'Dolomite',
    state: 'AL',
    postalCode: '35061',
    country: 'US',
    website: 'https://www.example.com',
    timezone: 'America/Chihuahua',
    companyName: 'Deo Works',
    source: 'public api',
    dateOfBirth: '1990-09-25',
    dnd: true,
    dndSettings: Object.fromEntries(
      ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB'].map((channel) => [
        channel,
        { status: 'active', message: 'Asked by phone', code: '103' },
      ]),
    ),
    inboundDndSettings: { all: { status: 'active', message: 'Asked by phone' } },
    tags: ['conformance'],
    assignedTo: userId,
    customFields: [
      { id: customFields.TEXT ?? '', field_value: 'My Text' },
      { id: customFields.NUMERICAL ?? '', field_value: 100 },
      { id: customFields.CHECKBOX ?? '', field_value: ['test', 'test2'] },
    ],
  })
  return textAt(answer, 'contact', 'id')
}

/**
 * Creates a contact of the business with empty fields, for lists. It is created with a name, which is then removed.
 * @returns its id.
 */
async function plantBareContact(ground: Ground): Promise<string> {
  const named = { locationId: ground.locationId, firstName: 'Bare' }
  const id = textAt(await ground.call('POST', '/contacts/', named), 'contact', 'id')
  await ground.call('PUT', `/contacts/${id}`, { firstName: null })
  await joinBusiness(ground, id)
  return id
}

/**
 * Creates two opportunities for lists: one with a value in every field, as its contact has, and one with empty ones.
 * @returns the contact of the first.
 */
export async function plantListedOpportunities(ground: Ground): Promise<string> {
  const { call, locationId, pipelineId, userId } = ground
  const bare = { pipelineId, locationId, name: 'Roof', status: 'open' }
  await call('POST', '/opportunities/', { ...bare, contactId: await plantBareContact(ground) })
  const contactId = await plantContact(ground)
  await joinBusiness(ground, contactId)
  // Not that of the others, so that they are found by theirs.
  await call('PUT', `/contacts/${contactId}`, { phone: '+14151999999' })
  for (const word of ['notes', 'tasks', 'appointments']) await ofContact[word]?.(ground, contactId)
  const id = await plantOpportunity(ground, contactId)
  await call('POST', `/opportunities/${id}/followers`, { followers: [userId] })
  return contactId
}

const joinBusiness = ({ call, locationId, businessId }: Ground, contactId: string) =>
  call('POST', '/contacts/bulk/business', { locationId, ids: [contactId], businessId })

/** The sub-resources of a contact, by the word in the paths of their operations. Each returns its id, if it has one. */
const ofContact: Readonly<Record<string, (ground: Ground, contactId: string) => Promise<JsonObject>>> = {
  notes: async ({ call, userId }, contactId) => {
    const note = { body: 'Wants the papers', title: 'Call', color: '#FFAA00', pinned: true, userId }
    return { noteId: textAt(await call('POST', `/contacts/${contactId}/notes`, note), 'note', 'id') }
  },
  tasks: async ({ call, userId }, contactId) => {
    const dueDate = '2026-10-25T11:00:00Z'
    const task = { title: 'Papers', body: 'Send them', dueDate, completed: false, assignedTo: userId }
    return { taskId: textAt(await call('POST', `/contacts/${contactId}/tasks`, task), 'task', 'id') }
  },
  followers: async ({ call, userId }, contactId) => {
    await call('POST', `/contacts/${contactId}/followers`, { followers: [userId] })
    return {}
  },
  appointments: async ({ call, userId }, contactId) => {
    await call('POST', '/_contactd/appointments', {
      contactId,
      title: 'First visit',
      startTime: '2026-07-16T11:00:00Z',
      endTime: '2026-07-16T11:30:00Z',
      calendarId: 'YlWd2wuCAZQzh2cH1fVZ',
      groupId: 'YlWd2wuCAZQzh2cH1fVZ',
      assignedUserId: userId,
      notes: 'Bring the papers',
      address: '3535 1st St N',
    })
    return {}
  },
  campaigns: async (ground, contactId) => {
    const campaignId = await plantAutomation(ground, 'campaign')
    await ground.call('POST', `/contacts/${contactId}/campaigns/${campaignId}`, {})
    return { campaignId }
  },
  opportunityId: async (ground, contactId) => ({ opportunityId: await plantOpportunity(ground, contactId) }),
  [idOfUpsert]: async (ground, contactId) => ({ [idOfUpsert]: await plantOpportunity(ground, contactId) }),
  // A separate business, because these operations delete it.
  businesses: async (ground) => ({ businessId: await plantBusiness(ground) }),
  workflow: async (ground, contactId) => {
    const workflowId = await plantAutomation(ground, 'workflow')
    await ground.call('POST', `/contacts/${contactId}/workflow/${workflowId}`, {})
    return { workflowId }
  },
}

/** Creates a business with a value in every field. @returns its id. */
export async function plantBusiness({ call, locationId }: Omit<Ground, 'businessId'>): Promise<string> {
  const answer = await call('POST', '/businesses/', {
    locationId,
    name: 'Deo Works',
    phone: '+18888888888',
    email: 'works@example.com',
    website: 'www.example.com',
    address: '3535 1st St N',
    city: 'Dolomite',
    state: 'AL',
    postalCode: '35061',
    country: 'US',
    description: 'Makes things',
  })
  return textAt(answer, 'buiseness', 'id')
}

async function plantOpportunity(
  { call, locationId, pipelineId, lostReasonId, userId, opportunityFields }: Ground,
  contactId: string,
): Promise<string> {
  const answer = await call('POST', '/opportunities/', {
    pipelineId,
    locationId,
    name: 'Roof',
    // Not open, so that the contact can get an open one.
    status: 'won',
    contactId,
    monetaryValue: 500,
    assignedTo: userId,
    source: 'form',
    customFields: [{ id: opportunityFields.TEXT ?? '', field_value: 'By truck' }],
  })
  const id = textAt(answer, 'opportunity', 'id')
  await call('PUT', `/opportunities/${id}/status`, { status: 'lost', lostReasonId })
  return id
}

async function plantAutomation({ call, locationId }: Ground, kind: 'campaign' | 'workflow'): Promise<string> {
  return textAt(await call('POST', `/_contactd/${kind}s`, { locationId, name: 'Welcome' }), kind, 'id')
}

/** Other records, by their names in requests, and by the words in the paths of lists that show them. */
const others: Readonly<Record<string, Planter>> = {
  ...ofLocation,
  folderId: plantFolder,
  parentId: plantFolder,
  fieldId: plantBusinessField,
  // A word in the path of the list that shows them.
  'object-key': plantBusinessField,
}

async function plantBusinessField(ground: Ground, { serial }: At): Promise<string> {
  const field = {
    locationId: ground.locationId,
    name: 'Industry',
    description: 'What it does',
    placeholder: 'Choose one',
    showInForms: true,
    // With the keys of requests: an update must list all existing options.
    options: [{ key: 'conformance', label: 'conformance', url: 'https://example.com/a.png' }],
    dataType: 'RADIO',
    fieldKey: `business.industry_${serial}`,
    objectKey: 'business',
    allowCustomOption: true,
    parentId: await plantFolder(ground, { serial }),
  }
  return textAt(await ground.call('POST', '/custom-fields/', field), 'field', 'id')
}

async function plantFolder({ call, locationId }: Ground, { serial }: Pick<At, 'serial'>): Promise<string> {
  const folder = { objectKey: 'business', name: `Folder ${serial}`, locationId }
  return textAt(await call('POST', '/custom-fields/folder', folder), 'id')
}

/** Which of them provides a name in a request. */
const sources: Readonly<Record<string, string>> = {
  noteId: 'notes',
  taskId: 'tasks',
  campaignId: 'campaigns',
  workflowId: 'workflow',
  workflows: 'workflow',
}

/** The phone in the bodies of upserts, by the names of their schemas. */
export const phonesOfUpsert = ['UpsertContactDto.phone', 'UpsertContactDtoV3.phone'] as const
const firstOfPhones = 2_000_000

/** The key in the bodies of new fields of businesses, by the name of their schema. */
export const keyOfField = 'CreateCustomFieldsDTO.fieldKey'

/** The name in the bodies of their folders. */
export const namesOfFolder = ['CreateFolder.name', 'UpdateFolder.name'] as const

/**
 * Creates a contact and the named records.
 * @param names of records, or words of a path.
 * @param serial a different number each time.
 */
export async function plantThings(
  ground: Ground,
  names: readonly string[],
  serial: number,
): Promise<Record<string, Json>> {
  const contactId = await plantContact(ground)
  await joinBusiness(ground, contactId)
  // A unique phone, so an upsert finds this contact only.
  const phone = `+1415${firstOfPhones + serial}`
  await ground.call('PUT', `/contacts/${contactId}`, { phone })
  const things: Record<string, Json> = {}
  for (const word of new Set(names.map((name) => sources[name] ?? name))) {
    Object.assign(things, await ofContact[word]?.(ground, contactId))
  }
  for (const name of names) {
    const plant = others[name]
    if (plant) things[name] = await plant(ground, { contactId, serial, name })
  }
  return {
    ...things,
    [keyOfField]: `business.field_${serial}`,
    ...Object.fromEntries(namesOfFolder.map((name) => [name, `Another folder ${serial}`])),
    ...Object.fromEntries(phonesOfUpsert.map((name) => [name, phone])),
    contactId,
    contact_id: contactId,
    ...Object.fromEntries(uniqueNames.map((name) => [name, `unique ${serial}`])),
    ...Object.fromEntries(
      uniqueEmails.map((name) => [name, `unique${serial}@${ground.locationId.toLowerCase()}.example.com`]),
    ),
    ...Object.fromEntries(listsOfContacts.map((name) => [name, [contactId]])),
    startAfterId: contactId,
  }
}
