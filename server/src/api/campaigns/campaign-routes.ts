import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { campaignKind } from '../automations/automation.ts'
import type { AutomationRow } from '../automations/automation-store.ts'
import { listAutomationsOfLocation } from '../automations/list-automations.ts'
import { membershipOfPath } from '../automations/require-membership.ts'
import { contactId, contactParams } from '../contacts/contact-params.ts'
import { succeeded, succeededResponse } from '../schemas/succeeded-response.ts'
import { campaignsAnswer, campaignsQuery } from './campaign-schemas.ts'
import {
  addContactToCampaign,
  removeContactFromCampaign,
  removeContactFromEveryCampaign,
} from './change-campaigns.ts'

const tag = 'Campaigns'
const ofCampaign = Type.Object({
  contactId,
  campaignId: pathId('The id of the campaign.', 'Y2I9XM7aO1hncuSOlc9L'),
})
const refusals = ['contactNotFound', 'locationForbidden', 'campaignNotFound'] as const

const addOperation = operation({
  ...accessOf('add-contact-to-campaign'),
  summary: 'Add Contact to Campaign',
  description: 'Adds the contact to a campaign of its location. A contact already in it stays in it.',
  tag,
  params: ofCampaign,
  body: Type.Object({}, { additionalProperties: false, description: 'Empty.' }),
  precondition: membershipOfPath(campaignKind),
  examples: { Nothing: {} },
  answer: { status: 201, description: 'The contact is in the campaign.', schema: succeededResponse },
  refusals,
})

const removeOperation = operation({
  ...accessOf('remove-contact-from-campaign'),
  summary: 'Remove Contact From Campaign',
  description: 'Removes the contact from a campaign. A contact not in it is unaffected.',
  tag,
  params: ofCampaign,
  answer: { status: 200, description: 'The contact is not in the campaign.', schema: succeededResponse },
  refusals,
})

const removeAllOperation = (version: 'dated' | 'v3') =>
  operation({
    ...accessOf('remove-contact-from-every-campaign', version),
    summary: 'Remove Contact From Every Campaign',
    description: 'Removes the contact from every campaign.',
    tag,
    params: contactParams,
    answer: { status: 200, description: 'The contact is in no campaign.', schema: succeededResponse },
    refusals: ['contactNotFound', 'locationForbidden'],
  })

const listOperation = operation({
  ...accessOf('get-campaigns'),
  summary: 'Get Campaigns',
  description: 'Lists the campaigns of a location, oldest first.',
  tag,
  querystring: campaignsQuery,
  answer: { status: 200, description: 'The campaigns.', schema: campaignsAnswer },
  refusals: ['locationUnreachable'],
})

const campaignView = ({ id, name, status, locationId }: AutomationRow) => ({ id, name, status, locationId })

/** Registers the list of campaigns and the operations on the campaigns of a contact. Authorization runs before them. */
export function registerCampaignRoutes(pipeline: Pipeline, context: ApiContext): void {
  const campaignsUrl = '/contacts/:contactId/campaigns'
  const campaignUrl = `${campaignsUrl}/:campaignId`

  pipeline.get('/campaigns/', listOperation, async (request, reply) => {
    const { query } = request
    const principal = principalOf(request)
    const campaigns = await listAutomationsOfLocation(context, principal, campaignKind, query, campaignView)
    return sendJson(reply, ['{"campaigns":[', ...campaigns, ']}'])
  })

  pipeline.post(campaignUrl, addOperation, async (request, reply) => {
    const { contactId, campaignId } = request.params
    await addContactToCampaign(context, principalOf(request), contactId, campaignId)
    reply.code(201)
    return succeeded
  })

  pipeline.delete(campaignUrl, removeOperation, async (request) => {
    const { contactId, campaignId } = request.params
    await removeContactFromCampaign(context, principalOf(request), contactId, campaignId)
    return succeeded
  })

  pipeline.delete(`${campaignsUrl}/removeAll`, removeAllOperation('dated'), async (request) => {
    await removeContactFromEveryCampaign(context, principalOf(request), request.params.contactId)
    return succeeded
  })

  pipeline.delete(`${campaignsUrl}/remove-all`, removeAllOperation('v3'), async (request) => {
    await removeContactFromEveryCampaign(context, principalOf(request), request.params.contactId)
    return succeeded
  })
}
