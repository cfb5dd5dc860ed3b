import type { CustomField } from '../../server/src/api/custom-fields/custom-field.ts'
import { newLostReason, newPipeline } from '../support/opportunities.ts'
import type { TestServer } from '../support/server.ts'
import { type PlantedActivities, plantActivities } from './planted-activities.ts'

/** Part of every fixture's values: a response that contains it has revealed something. */
export const mark = 'planted7f3a'

/** Fixtures of one location, by the name of the path parameter that names them. */
export interface Planted extends PlantedActivities {
  companyId: string
  locationId: string
  contactId: string
  /** The contact's email. */
  email: string
  /** A custom field. */
  id: string
  customValueId: string
  templateId: string
  recurringTaskId: string
  tagId: string
  userId: string
  documentId: string
  businessId: string
  /** Of custom fields. */
  folderId: string
  /** A custom field of businesses. */
  businessFieldId: string
}

/** Creates a fixture of every kind in the server's location. @param serial makes names unique. */
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
    objectKey: 'business',
    name: `${mark} folder ${serial}`,
    locationId,
  })
  const businessField = await made<{ field: { id: string } }>('/custom-fields/', {
    locationId,
    name: mark,
    showInForms: true,
    dataType: 'TEXT',
    fieldKey: `business.${mark}_${serial}`,
    objectKey: 'business',
    parentId: folder.id,
  })
  const value = await made<{ customValue: { id: string } }>(`${here}/customValues`, {
    name: `${mark} value ${serial}`,
    value: mark,
  })
  const template = await fixtures.template(locationId, mark)
  const recurring = await made<{ recurringTask: { id: string } }>(`${here}/recurring-tasks`, {
    title: mark,
    rruleOptions: { intervalType: 'daily', interval: 1, startDate: '2026-01-31', dueAfterSeconds: 60 },
  })
  const tag = await made<{ tag: { id: string } }>(`${here}/tags`, { name: `${mark}-${serial}` })
  const uploaded = await made<{ uploadedFiles: Record<string, string> }>(
    `${here}/customFields/upload`,
    ...file(`${mark}.txt`, mark),
  )
  const contactId = contact.contact.id
  const userId = await fixtures.user(companyId, locationId, mark)
  const businessId = business.buiseness.id
  await plantOnce(server)
  await made('/contacts/bulk/business', { locationId, ids: [contactId], businessId })
  return {
    companyId,
    locationId,
    contactId,
    email,
    id: field.customField.id,
    customValueId: value.customValue.id,
    templateId: template.id,
    recurringTaskId: recurring.recurringTask.id,
    tagId: tag.tag.id,
    userId,
    documentId: Object.values(uploaded.uploadedFiles)[0]?.split('/').at(-1) ?? '',
    businessId,
    folderId: folder.id,
    businessFieldId: businessField.field.id,
    ...(await plantActivities(made, { locationId, contactId, userId }, mark)),
  }
}

/** Fixtures that no operation changes or deletes, so that all share them: a location has few of them. */
function plantOnce(server: TestServer): Promise<unknown> {
  const known =
    shared.get(server) ?? Promise.all([newPipeline(server, [mark], mark), newLostReason(server, mark)])
  shared.set(server, known)
  return known
}

const shared = new WeakMap<TestServer, Promise<unknown>>()

const boundary = 'between-the-parts'

/** A form with one file: its body and its headers. */
export const file = (name: string, content: string): [Buffer, Record<string, string>] => [
  Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
      `Content-Type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  ),
  { 'content-type': `multipart/form-data; boundary=${boundary}` },
]
