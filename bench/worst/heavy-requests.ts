import { scriptPath } from '../../server/src/reference/reference-page.ts'
import { type HeavyData, heavyEmail, optionOf } from './heavy-data.ts'
import type { HeavyRequest } from './measure-request.ts'

/** One of the heaviest legal requests of its operation, and what makes it heavy. */
export interface HeavyCase {
  operation: string
  what: string
  /** @param turn the number of times that it was sent: each does the same work again. */
  request(data: HeavyData, turn: number): HeavyRequest
}

type Place = { token: string }
type Request = HeavyCase['request']

const heavy = (operation: string, what: string, request: Request): HeavyCase => ({ operation, what, request })
const get = ({ token }: Place, path: string): HeavyRequest => ({ method: 'GET', path, token })
const remove = ({ token }: Place, path: string): HeavyRequest => ({ method: 'DELETE', path, token })
const put = ({ token }: Place, path: string, body: object): HeavyRequest => ({
  method: 'PUT',
  path,
  token,
  body,
})
const post = ({ token }: Place, path: string, body: object): HeavyRequest => ({
  method: 'POST',
  path,
  token,
  body,
})

const many = <Item>(item: (index: number) => Item, count = 1000) =>
  Array.from({ length: count }, (_, index) => item(index))

/** Ten values of 99,000 characters: a body of 1 MiB. */
const megabyte = (fieldIds: readonly string[], turn: number) => ({
  customFields: fieldIds.map((id, index) => ({ id, value: `${turn} ${index} `.padEnd(99_000, 'x') })),
})

const bulkTags = (data: HeavyData, type: 'add' | 'remove', contacts: string[], body: object) =>
  post(data, `/contacts/bulk/tags/update/${type}`, { locationId: data.locationId, contacts, ...body })

const search = (data: HeavyData, pageLimit: number, filters: object[]) =>
  post(data, '/contacts/search', { locationId: data.locationId, pageLimit, filters })

const filesNamed = (fileIds: readonly string[], turn: number) =>
  fileIds.map((id, field) => ({
    id,
    value: Object.fromEntries(
      many((file) => {
        const name = `${turn}-${field}-${file}`
        return [name, { url: `https://example.com/documents/download/${name}`, documentId: `other-${name}` }]
      }, 50),
    ),
  }))

/** The maximum number of values in a body, in a list whose items are refused one by one. */
const wrongTags = many((index) => index, 9990)

/** The requests that reach half of a limit. The table of the page shows the ten worst. */
export const heavyCases: readonly HeavyCase[] = [
  heavy('Update Contacts Tags', '500 contacts with 900 tags of 255 characters lose them all', (data) =>
    bulkTags(data, 'remove', data.taggedIds, { tags: [], removeAllTags: true }),
  ),
  heavy('Update Contacts Tags', '10 contacts get 1,000 tags of 255 characters each', (data, turn) =>
    bulkTags(data, 'add', data.plainIds.slice(turn * 10, turn * 10 + 10), { tags: data.tags.slice(0, 1000) }),
  ),
  heavy('Update Contacts Tags', '20 contacts of 1 MiB get a tag', (data, turn) =>
    bulkTags(data, 'add', data.heavyIds, { tags: [`turn ${turn}`] }),
  ),
  heavy('Add/Remove Contacts From Business', '20 contacts of 1 MiB leave their business', (data) => {
    const { locationId, heavyIds: ids } = data
    return post(data, '/contacts/bulk/business', { locationId, ids, businessId: null })
  }),
  heavy('Update Contact', 'a body of 1 MiB for a contact of 1 MiB', (data, turn) =>
    put(data, `/contacts/${data.heavyIds[turn]}`, megabyte(data.largeFieldIds, turn)),
  ),
  heavy('Update Contact', '1,000 custom fields of 900 characters', (data, turn) =>
    put(data, `/contacts/${data.plainIds[100 + turn]}`, {
      customFields: data.fieldIds.map((id) => ({ id, value: `${turn} `.padEnd(900, 'x') })),
    }),
  ),
  heavy('Update Contact', '9,900 unknown properties of 100 characters', (data) => {
    const properties = wrongTags.map((index) => [String(index).padEnd(90, 'x'), 1])
    return put(data, `/contacts/${data.plainIds[0]}`, Object.fromEntries(properties))
  }),
  heavy('Update Contact', '1,000 items with a phone', ({ writes }, turn) =>
    put(writes, `/contacts/${writes.plainIds[turn]}`, {
      customFields: many((index) => ({ id: writes.phoneId, value: `+1 555 123 ${1000 + index}` })),
    }),
  ),
  heavy('Update Contact', '2,500 files in place of 2,500 others', ({ writes }, turn) =>
    put(writes, `/contacts/${writes.plainIds.at(-1)}`, { customFields: filesNamed(writes.fileIds, turn) }),
  ),
  heavy('Update Contact', 'a city for a contact of 1 MiB', ({ writes }, turn) =>
    put(writes, `/contacts/${writes.heavyIds[turn]}`, { city: `Turn ${turn}` }),
  ),
  heavy('Upsert Contact', 'a body of 1 MiB for a contact of 1 MiB', ({ writes }, turn) => {
    const { locationId, largeIds } = writes
    return post(writes, '/contacts/upsert', {
      locationId,
      email: heavyEmail(turn),
      ...megabyte(largeIds, turn),
    })
  }),
  heavy('Add Tags', '1,000 tags of 255 characters that the location lacks', ({ writes }, turn) =>
    post(writes, `/contacts/${writes.plainIds[turn]}/tags`, {
      tags: many((index) => `${turn} ${index} `.padEnd(255, 'y')),
    }),
  ),
  heavy('Add Followers', 'to a contact of 1 MiB', ({ writes }, turn) =>
    post(writes, `/contacts/${writes.heavyIds[turn]}/followers`, { followers: [writes.userId] }),
  ),
  heavy('Search Contacts', '15 contacts of 1 MiB', (data) =>
    search(data, 15, [{ field: `customFields.${data.largeFieldIds[0]}`, operator: 'exists' }]),
  ),
  heavy('Get All Notes', '10,000 notes, 8,388,608 characters of 3 bytes', (data) =>
    get(data, `/contacts/${data.notedId}/notes`),
  ),
  heavy('List Appointments', '1,000 with notes of 5,000 characters of 3 bytes', ({ lists }) =>
    get(lists, `/_contactd/appointments?locationId=${lists.locationId}`),
  ),
  heavy('List Campaigns', '10,000 with names of 240 characters of 3 bytes', ({ lists }) =>
    get(lists, `/_contactd/campaigns?locationId=${lists.locationId}`),
  ),
  heavy('Search Locations', '500 with links of 24,000 characters of 3 bytes', ({ lists }) => {
    const path = `/locations/search?companyId=${lists.companyId}&limit=500`
    return get({ token: lists.companyToken }, path)
  }),
  heavy('Search Users', '100 of 10,000, by name', ({ lists }) => {
    const path = `/users/search?companyId=${lists.companyId}&limit=100&query=9`
    return get({ token: lists.companyToken }, path)
  }),
  heavy('Get User by Location', '10,000: too many for one response', ({ lists }) =>
    get(lists, `/users/?locationId=${lists.locationId}`),
  ),
  heavy('Create Custom Field', '1,000 options of 255 characters', ({ emptyLocationId, companyToken }, turn) =>
    post({ token: companyToken }, `/locations/${emptyLocationId}/customFields`, {
      name: `Options ${turn}`,
      dataType: 'SINGLE_OPTIONS',
      options: many(optionOf),
    }),
  ),
  heavy('Delete Custom Field', 'of a location with 20 contacts of 1 MiB that have it', (data, turn) =>
    remove(data, `/locations/${data.locationId}/customFields/${data.largeFieldIds[9 - turn]}`),
  ),
  heavy('OpenAPI document', '`/openapi.json`', (data) => get(data, '/openapi.json')),
  heavy('The script of the reference page', 'whole', (data) => get(data, scriptPath)),
]
