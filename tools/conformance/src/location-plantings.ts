import { type ApiCall, textAt } from './api-client.ts'
import type { Ground } from './plantings.ts'

/** What a record is planted for. */
export interface At {
  /** The contact of the requests. */
  contactId: string
  /** A different number each time. */
  serial: number
  /** The name of the record in the requests. */
  name: string
}

/** Creates a record. @returns its id. */
export type Planter = (ground: Ground, at: At) => Promise<string>

/** The records of a location, by their names in requests, and by the words in the paths of lists that show them. */
export const ofLocation: Readonly<Record<string, Planter>> = {
  ...{ tagId: plantTag, customFieldId: plantCustomField, recurringTaskId: plantRecurringTask },
  ...{ customValueId: plantCustomValue, customValues: plantCustomValue },
  ...{ templateId: ({ newTemplate }) => newTemplate(), templates: ({ newTemplate }) => newTemplate() },
  ...{ 'put-location.locationId': plantLocation, 'delete-location.locationId': plantLocation },
  ...{ 'update-user.userId': plantUser, 'delete-user.userId': plantUser, 'search-users.ids': plantUser },
}

async function plantTag({ call, locationId }: Ground, { serial }: At): Promise<string> {
  return textAt(await call('POST', `/locations/${locationId}/tags`, { name: `tag ${serial}` }), 'tag', 'id')
}

async function plantCustomField({ call, locationId }: Ground, { serial }: At): Promise<string> {
  const field = { name: `Field ${serial}`, dataType: 'RADIO', options: ['one', 'two'], placeholder: 'Choose' }
  return textAt(await call('POST', `/locations/${locationId}/customFields`, field), 'customField', 'id')
}

async function plantCustomValue({ call, locationId }: Ground, { serial, name }: At): Promise<string> {
  const value = { name: `${name} ${serial}`, value: '9 to 5' }
  return textAt(await call('POST', `/locations/${locationId}/customValues`, value), 'customValue', 'id')
}

async function plantRecurringTask({ call, locationId, userId }: Ground, { contactId }: At): Promise<string> {
  const task = {
    title: 'Call',
    description: 'By phone',
    contactIds: [contactId],
    owners: [userId],
    rruleOptions: {
      ...{ intervalType: 'yearly', interval: 2, startDate: '2026-01-31T12:00:00.000Z', dueAfterSeconds: 60 },
      ...{ endDate: '2036-01-31T12:00:00.000Z', dayOfMonth: 15, dayOfWeek: 'MO', monthOfYear: 1, count: 9 },
      createTaskIfOverDue: true,
    },
  }
  const answer = await call('POST', `/locations/${locationId}/recurring-tasks`, task)
  return textAt(answer, 'recurringTask', 'id')
}

async function plantLocation({ callAsCompany, companyId }: Ground): Promise<string> {
  return textAt(await callAsCompany('POST', '/locations/', { name: 'Deo Works', companyId }), 'id')
}

const profileOfUser = {
  phone: '+18888888888',
  platformLanguage: 'en_US',
  scopes: ['contacts.write'],
}

/** Gives the user of a location a value in every field that the API can write. */
export async function fillUser(callAsCompany: ApiCall, userId: string): Promise<void> {
  await callAsCompany('PUT', `/users/${userId}`, profileOfUser)
}

async function plantUser(
  { callAsCompany, companyId, locationId }: Ground,
  { serial, name }: At,
): Promise<string> {
  const user = {
    ...{ companyId, locationIds: [locationId], type: 'account', role: 'user' },
    ...{ firstName: 'Una', lastName: 'Other', email: `${name}.${serial}@${locationId}.example.com` },
    ...profileOfUser,
  }
  return textAt(await callAsCompany('POST', '/users/', user), 'id')
}

/** Gives a location a value in every field that the API can write. */
export async function fillLocation(
  callAsCompany: ApiCall,
  companyId: string,
  locationId: string,
): Promise<void> {
  const social = [
    ...['facebookUrl', 'googlePlus', 'linkedIn', 'foursquare', 'twitter', 'yelp', 'instagram', 'youtube'],
    ...['pinterest', 'blogRss', 'googlePlacesId'],
  ]
  await callAsCompany('PUT', `/locations/${locationId}`, {
    companyId,
    ...{ phone: '+18888888888', address: '4th fleet street', city: 'New York', state: 'Illinois' },
    ...{ postalCode: '567654', website: 'https://example.com' },
    prospectInfo: { firstName: 'John', lastName: 'Doe', email: 'john@example.com' },
    settings: { allowDuplicateOpportunity: true },
    social: Object.fromEntries(social.map((name) => [name, 'https://example.com'])),
  })
}

/** Names and emails that must be unique, by the names of their schemas. */
export const uniqueNames = [
  'tagBody.name',
  'CreateCustomFieldsDTO.name',
  'UpdateCustomFieldsDTO.name',
  'customValuesDTO.name',
] as const
export const uniqueEmails = ['CreateUserDto.email'] as const

/** Lists of contacts in requests. */
export const listsOfContacts = ['contacts', 'ids', 'contactIds', 'TaskSearchParamsDto.contactId'] as const
