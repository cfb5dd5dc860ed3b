// Started by unchanged-clients.test.ts under `contactd run`. The package has HighLevel's host written into it.
import { ContactsClient } from 'ghl-sdk'

const { CONTACTD_TOKEN = '', CONTACTD_LOCATION_ID: locationId = '' } = process.env
const contacts = new ContactsClient(CONTACTD_TOKEN)
const email = 'ghl-sdk@example.com'

const { id } = (await contacts.create({ locationId, firstName: 'Ada', email })).contact
await contacts.update(id, { city: 'Aden' })
await contacts.addTags(id, { tags: ['VIP', 'lead'] })
await contacts.removeTags(id, { tags: ['lead'] })
const filters = [{ field: 'email', operator: 'eq' as const, value: email }]
const found = await contacts.search({ locationId, page: 1, pageLimit: 10, filters })
await contacts.upsert({ locationId, email, lastName: 'Lovelace' })
const { contact } = await contacts.findById(id)
await contacts.remove(id)
console.log(JSON.stringify({ id, found, contact }))
