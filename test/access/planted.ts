import type { CustomField } from '../../server/src/locations/custom-field.ts'
import type { TestServer } from '../support/server.ts'
import { type PlantedActivities, plantActivities } from './planted-activities.ts'

/** Stands in every value that is planted: an answer that holds it has told something. */
export const mark = 'planted7f3a'

/** Things of one location, by the name of the path parameter that names them. */
export interface Planted extends PlantedActivities {
  companyId: string
  locationId: string
  contactId: string
  /** The contact's. */
  email: string
  /** A custom field. */
  id: string
  tagId: string
  userId: string
  documentId: string
  businessId: string
  /** Of custom fields. */
  folderId: string
}

/** Plants one thing of every kind in the server's location. @param serial keeps those apart that must differ. */
export async function plant(server: TestServer, serial: number): Promise<Planted> {
  const { call, companyId, locationId, fixtures } = server
  const made = async <Body>(path: string, body: unknown, headers = {}): Promise<Body> => {
    const reply = await call<Body>('POST', path, body, headers)
    if (reply.status >= 300) throw new Error(`POST ${path} was refused: ${reply.text}`)
    return reply.body
  }
  const here = `/locations/${locationId}`
  const field = await made<{ customField: CustomField }>(`${here}/customFields`, {
    name: `${mark} field ${serial}`,
    dataType: 'TEXT',
  })
  const email = `${mark}-${serial}@example.com`
  const contact = await made<{ contact: { id: string } }>('/contacts/', {
    locationId,
    firstName: mark,
    email,
    tags: [`${mark}-of-contact-${serial}`],
    customFields: [{ id: field.customField.id, field_value: mark }],
  })
  const business = await made<{ buiseness: { id: string } }>('/businesses/', { name: mark, locationId })
  const folder = await made<{ id: string }>('/custom-fields/folder', {
    objectKey: 'contact',
    name: mark,
    locationId,
  })
  const tag = await made<{ tag: { id: string } }>(`${here}/tags`, { name: `${mark}-${serial}` })
  const uploaded = await made<{ uploadedFiles: Record<string, string> }>(
    `${here}/customFields/upload`,
    ...file(`${mark}.txt`, mark),
  )
  const contactId = contact.contact.id
  const userId = await fixtures.user(companyId, locationId, mark)
  const businessId = business.buiseness.id
  await made('/contacts/bulk/business', { locationId, ids: [contactId], businessId })
  return {
    companyId,
    locationId,
    contactId,
    email,
    id: field.customField.id,
    tagId: tag.tag.id,
    userId,
    documentId: Object.values(uploaded.uploadedFiles)[0]?.split('/').at(-1) ?? '',
    businessId,
    folderId: folder.id,
    ...(await plantActivities(made, { locationId, contactId, userId })),
  }
}

const boundary = 'between-the-parts'

/** A form with one file: its body, and its headers. */
export const file = (name: string, content: string): [Buffer, Record<string, string>] => [
  Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
      `Content-Type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  ),
  { 'content-type': `multipart/form-data; boundary=${boundary}` },
]
