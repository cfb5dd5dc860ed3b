import { findContact, findContactHome } from '../../server/src/contacts/contact-store.ts'
import { listTags } from '../../server/src/locations/tag-store.ts'
import type { TestServer } from './server.ts'

/** Makes a contact in the server's location. @returns its id. */
export async function newContact(
  { call, locationId }: TestServer,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const { status, body } = await call('POST', '/contacts/', { locationId, ...fields })
  if (status !== 201) throw new Error(`The contact was refused: ${JSON.stringify(body)}`)
  return body.contact.id
}

/** A contact of the server's company as the text that is stored, or undefined. */
export const documentOf = ({ storage, companyId }: TestServer, id: string): Promise<string | undefined> =>
  storage.read(async (tx) => {
    const home = await tx.get(findContactHome, { companyId, id })
    return home && (await tx.get(findContact, { locationId: home.locationId, id }))?.document
  })

/** All that an update of the contact can change, as text: the contact, and the tag list of the location. */
export const stateOf = async (server: TestServer, id: string): Promise<string> =>
  JSON.stringify([
    await documentOf(server, id),
    await server.storage.read((tx) => tx.all(listTags, { locationId: server.locationId, limit: 1000 })),
  ])
