import { apiClient, textAt } from './api-client.ts'
import type { Json } from './json.ts'
import { fillLocation, fillUser, listsOfContacts, uniqueEmails, uniqueNames } from './location-plantings.ts'
import {
  idOfUpsert,
  keyOfField,
  namesOfFolder,
  phonesOfUpsert,
  plantBusiness,
  plantListedOpportunities,
  plantThings,
} from './plantings.ts'
import type { RunningServer, TokenOwner, World } from './world.ts'

/** The type of custom field for each schema of an item. */
const typeOfItem: Readonly<Record<string, string>> = {
  TextField: 'TEXT',
  LargeTextField: 'LARGE_TEXT',
  SingleSelectField: 'SINGLE_OPTIONS',
  RadioField: 'RADIO',
  NumericField: 'NUMERICAL',
  MonetoryField: 'MONETORY',
  CheckboxField: 'CHECKBOX',
  MultiSelectField: 'MULTIPLE_OPTIONS',
  FileField: 'FILE_UPLOAD',
}

/** The same for items of opportunities. */
const typeOfOpportunityItem: Readonly<Record<string, string>> = {
  customFieldsInputStringSchema: 'TEXT',
  customFieldsInputArraySchema: 'CHECKBOX',
  customFieldsInputObjectSchema: 'FILE_UPLOAD',
}

/** The options that the examples of the files choose. */
const options = ['My Selected Option', 'test', 'test2']

/** What searches for opportunities name, so that the planted ones are found. */
const ofSearches: Readonly<Record<string, Json>> = {
  'search-opportunity.q': 'roof',
  'search-opportunity.date': '01-31-2020',
  'search-opportunity.endDate': '12-31-2099',
  ...Object.fromEntries(
    ['getTasks', 'getNotes', 'getCalendarEvents'].map((name) => [`search-opportunity.${name}`, true]),
  ),
  'OpportunitySearchBodyDTO.query': 'roof',
  // Under v3 they are registered under the body.
  ...Object.fromEntries(
    ['AdditionalDetailsDTO', 'OpportunitySearchBodyDTO'].flatMap((owner) =>
      ['notes', 'tasks', 'calendarEvents'].map((name) => [`${owner}.${name}`, true]),
    ),
  ),
  // A place before every row: the newest come first.
  'OpportunitySearchBodyDTO.searchAfter': ['4102444800000', 'olV8ESTsuW7rjoM8pQ2k'],
}

/** The records that can be created for a request that names them. */
const things = [
  ...['contactId', 'noteId', 'taskId', 'campaignId', 'workflowId', 'startAfterId'],
  ...['folderId', 'parentId', 'fieldId', 'opportunityId', idOfUpsert],
  ...['tagId', 'customFieldId', 'customValueId', 'templateId'],
  ...['recurringTaskId', 'search-users.ids'],
  ...['put-location.locationId', 'delete-location.locationId', 'update-user.userId', 'delete-user.userId'],
]

/** The world for the requests of HighLevel's files: its own location, with all records created through the API. */
export async function contactdWorld(server: RunningServer): Promise<World> {
  const { url, scopes } = server
  const place = await server.newPlace()
  const { companyId, locationId, userId, pipelineId, pipelineStageId, lostReasonId } = place
  const tokens = new Map<string, string>()
  const token = async (names: readonly string[], of: TokenOwner): Promise<string> => {
    const key = [of, ...names].join(' ')
    const known = tokens.get(key)
    if (known !== undefined) return known
    const made = await place.token(names, of)
    tokens.set(key, made)
    return made
  }

  const call = apiClient(url, await token(scopes, 'location'))
  const callAsCompany = apiClient(url, await token(scopes, 'company'))
  await fillLocation(callAsCompany, companyId, locationId)
  await fillUser(callAsCompany, userId)
  const createFields = async (types: Iterable<string>, model: 'contact' | 'opportunity') => {
    const created: Record<string, string> = {}
    for (const dataType of types) {
      const ofType = /OPTIONS|RADIO|CHECKBOX/.test(dataType) ? { options } : {}
      const field = { name: dataType, dataType, model, ...ofType }
      const answer = await call('POST', `/locations/${locationId}/customFields`, field)
      created[dataType] = textAt(answer, 'customField', 'id')
    }
    return created
  }
  const customFields = await createFields(Object.values(typeOfItem), 'contact')
  const opportunityFields = await createFields(Object.values(typeOfOpportunityItem), 'opportunity')

  const { newTemplate } = place
  const people = { companyId, locationId, userId, pipelineId, pipelineStageId, lostReasonId }
  const whole = { call, callAsCompany, newTemplate, customFields, opportunityFields, ...people }
  const businessId = await plantBusiness(whole)

  const standing: Record<string, Json> = {
    ...people,
    businessId,
    assignedTo: userId,
    assigned_to: userId,
    location_id: locationId,
    pipeline_id: place.pipelineId,
    pipeline_stage_id: place.pipelineStageId,
    ...ofSearches,
    originId: locationId,
    objectKey: 'business',
    followers: [userId],
    owners: [userId],
    locationIds: [locationId],
    'TaskSearchParamsDto.assignedTo': [userId],
    // That of the planted field.
    'UpdateCustomFieldsDTO.model': 'contact',
    'FilterByEmailDto.emails': `${locationId}@example.com`,
    ...Object.fromEntries(
      Object.entries(typeOfItem).map(([item, dataType]) => [`${item}.id`, customFields[dataType] ?? '']),
    ),
    ...Object.fromEntries(
      Object.entries(typeOfOpportunityItem).flatMap(([item, dataType]) =>
        ['', 'V3'].map((version) => [`${item}${version}.id`, opportunityFields[dataType] ?? '']),
      ),
    ),
  }
  const ground = { ...whole, businessId }
  standing.contact_id = await plantListedOpportunities(ground)
  let planted = 0
  return {
    url,
    scopes,
    token,
    kinds: {
      ...standing,
      ...Object.fromEntries(things.map((name) => [name, name])),
      ...Object.fromEntries(phonesOfUpsert.map((name) => [name, '+14152000000'])),
      [keyOfField]: 'business.field',
      ...Object.fromEntries(namesOfFolder.map((name) => [name, 'Another folder'])),
      ...Object.fromEntries(uniqueNames.map((name) => [name, 'Unique'])),
      ...Object.fromEntries(uniqueEmails.map((name) => [name, 'unique@example.com'])),
      ...Object.fromEntries(listsOfContacts.map((name) => [name, ['']])),
    },
    async plant(names) {
      return { ...standing, ...(await plantThings(ground, names, ++planted)) }
    },
  }
}
