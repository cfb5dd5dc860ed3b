import { apiClient, textAt } from './api-client.ts'
import type { Json } from './json.ts'
import {
  keyOfField,
  namesOfFolder,
  phonesOfUpsert,
  plantBareContact,
  plantBusiness,
  plantThings,
} from './plantings.ts'
import type { RunningServer, World } from './world.ts'

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

/** The options that the examples of the files choose. */
const options = ['My Selected Option', 'test', 'test2']

/** The records that can be created for a request that names them. */
const things = [
  ...['contactId', 'noteId', 'taskId', 'campaignId', 'workflowId', 'startAfterId'],
  ...['folderId', 'parentId', 'fieldId'],
]

/** The world for the requests of HighLevel's files: its own location, with all records created through the API. */
export async function contactdWorld(server: RunningServer): Promise<World> {
  const { url, scopes } = server
  const { locationId, userId, token: newToken } = await server.newPlace()
  const tokens = new Map<string, string>()
  const token = async (names: readonly string[]): Promise<string> => {
    const key = names.join(' ')
    const known = tokens.get(key)
    if (known !== undefined) return known
    const made = await newToken(names)
    tokens.set(key, made)
    return made
  }

  const call = apiClient(url, await token(scopes))
  const customFields: Record<string, string> = {}
  for (const dataType of Object.values(typeOfItem)) {
    const field = { name: dataType, dataType, ...(/OPTIONS|RADIO|CHECKBOX/.test(dataType) && { options }) }
    const answer = await call('POST', `/locations/${locationId}/customFields`, field)
    customFields[dataType] = textAt(answer, 'customField', 'id')
  }

  const businessId = await plantBusiness({ call, locationId, userId, customFields })

  const standing: Record<string, Json> = {
    locationId,
    businessId,
    userId,
    assignedTo: userId,
    objectKey: 'business',
    followers: [userId],
    ...Object.fromEntries(
      Object.entries(typeOfItem).map(([item, dataType]) => [`${item}.id`, customFields[dataType] ?? '']),
    ),
  }
  const ground = { call, locationId, userId, businessId, customFields }
  await plantBareContact(ground)
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
      contacts: [''],
      ids: [''],
    },
    async plant(names) {
      return { ...standing, ...(await plantThings(ground, names, ++planted)) }
    },
  }
}
