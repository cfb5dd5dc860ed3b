import { splitName } from '../../server/src/api/contacts/contact.ts'
import { findContact, findContactLocation } from '../../server/src/api/contacts/contact-store.ts'
import { listTags } from '../../server/src/api/tags/tag-store.ts'
import type { TestServer } from './server.ts'

/**
 * Creates or updates a contact, and puts its additional addresses, which no contact body accepts. Without them, that
 * is one request.
 * @returns the reply to the first refused request, or else to the first.
 */
export async function writeContact(
  call: TestServer['call'],
  method: 'POST' | 'PUT',
  url: string,
  { additionalEmails, additionalPhones, ...body }: Record<string, unknown>,
  headers?: Record<string, string>,
) {
  const reply = await call(method, url, body, headers)
  const hasLists = additionalEmails !== undefined || additionalPhones !== undefined
  if (reply.status >= 300 || !hasLists) return reply
  const { id } = reply.body.contact
  const put = await putAddresses(call, id, { additionalEmails, additionalPhones }, headers)
  return put.status < 300 ? reply : put
}

/**
 * Creates a contact in the server's location, with its additional addresses. A contact needs an email, a phone, a
 * firstName or a lastName: it gets the parts of its `name`, or the name Sam.
 * @returns its id.
 */
export async function newContact(
  { call, locationId }: TestServer,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const isKnown = [fields.email, fields.phone, fields.firstName, fields.lastName].some(Boolean)
  const named = typeof fields.name === 'string' ? splitName(fields.name) : { firstName: 'Sam' }
  const contact = { locationId, ...(!isKnown && named), ...fields }
  const { status, body, text } = await writeContact(call, 'POST', '/contacts/', contact)
  if (status !== 201) throw new Error(`The contact was refused: ${text}`)
  return body.contact.id
}

/** Replaces the additional addresses of a contact. */
export const putAddresses = (
  call: TestServer['call'],
  id: string,
  lists: object,
  headers?: Record<string, string>,
) => call('PUT', `/_contactd/contacts/${id}/addresses`, lists, headers)

/** The stored text of a contact of the server's company, or undefined. */
export const documentOf = ({ storage, companyId }: TestServer, id: string): Promise<string | undefined> =>
  storage.read(async (tx) => {
    const home = await tx.get(findContactLocation, { companyId, id })
    return home && (await tx.get(findContact, { locationId: home.locationId, id }))?.document
  })

/** Everything that an update of the contact can change, as text: the contact, and the location's tags. */
export const stateOf = async (server: TestServer, id: string): Promise<string> =>
  JSON.stringify([
    await documentOf(server, id),
    await server.storage.read((tx) =>
      tx.all(listTags, { locationId: server.locationId, after: '', limit: 1000 }),
    ),
  ])
