import type { CustomField } from '../../server/src/api/custom-fields/custom-field.ts'
import { createPrivateIntegrationToken } from '../../server/src/auth/private-integration-token.ts'
import { installApp } from '../../server/src/oauth/install-app.ts'
import { findInstallation } from '../../server/src/oauth/installation-store.ts'
import { createApp } from '../../server/src/oauth/manage-apps.ts'
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
  pipelineId: string
  pipelineStageId: string
  lostReasonId: string
  opportunityId: string
  webhookId: string
  /** A second contact, to be merged. */
  twinId: string
  /** A private integration token; empty if none is needed. */
  tokenId: string
  /** Of an app in the location; empty if none is needed. */
  installationId: string
}

/**
 * Creates a fixture of every kind in the server's location.
 * @param serial makes names unique.
 * @param own whether its custom fields and folder, and its webhook, are its own: a location has few of them; and
 * whether there is a second contact, a token, and an installed app.
 */
export async function plant(
  server: TestServer,
  serial: number,
  own = { fields: true, webhook: true, twin: true, token: true, app: true },
): Promise<Planted> {
  const { call, companyId, locationId, fixtures } = server
  const made = async <Body>(path: string, body: unknown, headers = {}): Promise<Body> => {
    const reply = await call<Body>('POST', path, body, headers)
    if (reply.status >= 300) throw new Error(`POST ${path} was refused: ${reply.text}`)
    return reply.body
  }
  const here = `/locations/${locationId}`
  const shared = await plantOnce(server, made)
  const fields = own.fields ? await plantFields(made, locationId, String(serial)) : shared
  const email = `${mark}-${serial}@example.com`
  const contact = await made<{ contact: { id: string } }>('/contacts/', {
    locationId,
    firstName: mark,
    email,
    tags: [`${mark}-of-contact-${serial}`],
    customFields: [{ id: fields.id, field_value: mark }],
  })
  const business = await made<{ buiseness: { id: string } }>('/businesses/', { name: mark, locationId })
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
  const opportunity = await made<{ opportunity: { id: string } }>('/opportunities/', {
    pipelineId: shared.pipelineId,
    locationId,
    name: mark,
    // Not open, so that the contact can get an open one.
    status: 'won',
    contactId,
  })
  await made('/contacts/bulk/business', { locationId, ids: [contactId], businessId })
  return {
    ...shared,
    ...fields,
    companyId,
    locationId,
    contactId,
    email,
    customValueId: value.customValue.id,
    templateId: template.id,
    recurringTaskId: recurring.recurringTask.id,
    tagId: tag.tag.id,
    userId,
    documentId: Object.values(uploaded.uploadedFiles)[0]?.split('/').at(-1) ?? '',
    businessId,
    opportunityId: opportunity.opportunity.id,
    ...(own.webhook && (await plantWebhook(made))),
    tokenId: own.token ? await plantToken(server) : '',
    installationId: own.app ? await plantInstallation(server) : '',
    twinId: own.twin ? await plantTwin(made, locationId) : '',
    ...(await plantActivities(made, { locationId, contactId, userId }, mark)),
  }
}

/** Sends a POST. @returns the body. */
type Make = <Body>(path: string, body: unknown) => Promise<Body>

type Fields = Pick<Planted, 'id' | 'folderId' | 'businessFieldId'>
type Shared = Fields & Pick<Planted, 'pipelineId' | 'pipelineStageId' | 'lostReasonId' | 'webhookId'>

async function plantWebhook(made: Make): Promise<Pick<Planted, 'webhookId'>> {
  const { webhook } = await made<{ webhook: { id: string } }>('/_contactd/webhooks', {
    url: `https://example.com/${mark}`,
    // No test fires it, so that tables stay small.
    events: ['UNINSTALL'],
  })
  return { webhookId: webhook.id }
}

async function plantTwin(made: Make, locationId: string): Promise<string> {
  const { contact } = await made<{ contact: { id: string } }>('/contacts/', { locationId, firstName: mark })
  return contact.id
}

async function plantToken({ storage, clock, ids, companyId, locationId }: TestServer): Promise<string> {
  const spec = { companyId, locationId, name: mark, scopes: ['contacts.readonly'] as const }
  const { id } = await storage.write(
    (tx) => createPrivateIntegrationToken(tx, { clock, ids }, spec),
    'access',
  )
  return id
}

async function plantInstallation({
  storage,
  clock,
  ids,
  companyId,
  locationId,
}: TestServer): Promise<string> {
  const redirectUri = `https://example.com/${mark}`
  const scopes = ['contacts.readonly'] as const
  return storage.write(async (tx) => {
    const app = { name: mark, redirectUris: [redirectUri], scopes }
    const { clientId } = await createApp(tx, { clock, ids }, app)
    const place = { clientId, companyId, locationId }
    await installApp(tx, { clock, ids }, { ...place, userId: undefined, redirectUri, scopes })
    return (await tx.get(findInstallation, place))?.id ?? ''
  }, 'database')
}

async function plantFields(made: Make, locationId: string, suffix: string): Promise<Fields> {
  const { customField } = await made<{ customField: CustomField }>(`/locations/${locationId}/customFields`, {
    name: `${mark} field ${suffix}`,
    dataType: 'TEXT',
  })
  const folder = await made<{ id: string }>('/custom-fields/folder', {
    objectKey: 'business',
    name: `${mark} folder ${suffix}`,
    locationId,
  })
  const { field } = await made<{ field: { id: string } }>('/custom-fields/', {
    locationId,
    name: mark,
    showInForms: true,
    dataType: 'TEXT',
    fieldKey: `business.${mark}_${suffix}`,
    objectKey: 'business',
    parentId: folder.id,
  })
  return { id: customField.id, folderId: folder.id, businessFieldId: field.id }
}

/** Fixtures that several share: a location has few of them. */
function plantOnce(server: TestServer, made: Make): Promise<Shared> {
  const known = plantedOnce.get(server) ?? plantShared(server, made)
  plantedOnce.set(server, known)
  return known
}

const plantedOnce = new WeakMap<TestServer, Promise<Shared>>()

async function plantShared(server: TestServer, made: Make): Promise<Shared> {
  const { id: pipelineId, stages } = await newPipeline(server, [mark], mark)
  const lostReasonId = await newLostReason(server, mark)
  const fields = await plantFields(made, server.locationId, 'of all')
  return {
    ...fields,
    ...(await plantWebhook(made)),
    pipelineId,
    pipelineStageId: stages[0]?.id ?? '',
    lostReasonId,
  }
}

const boundary = 'between-the-parts'

/** A form with one file: its body and its headers. */
export const file = (name: string, content: string): [Buffer, Record<string, string>] => [
  Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
      `Content-Type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  ),
  { 'content-type': `multipart/form-data; boundary=${boundary}` },
]
