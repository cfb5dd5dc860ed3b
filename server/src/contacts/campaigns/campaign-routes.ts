import { Type } from 'typebox'
import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import { checkedBody } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { contactId, contactParams } from '../contact-params.ts'
import { done, doneAnswer } from '../done-answer.ts'
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
  description: 'Adds the contact to a campaign of its location. A contact that is in it stays in it.',
  tag,
  params: ofCampaign,
  body: Type.Object({}, { additionalProperties: false, description: 'Empty.' }),
  examples: { Nothing: {} },
  answer: { status: 201, description: 'The contact is in the campaign.', schema: doneAnswer },
  refusals,
})

const removeOperation = operation({
  ...accessOf('remove-contact-from-campaign'),
  summary: 'Remove Contact From Campaign',
  description: 'Removes the contact from a campaign. A contact that is not in it stays out of it.',
  tag,
  params: ofCampaign,
  answer: { status: 200, description: 'The contact is not in the campaign.', schema: doneAnswer },
  refusals,
})

const removeAllOperation = (version: 'dated' | 'v3') =>
  operation({
    ...accessOf('remove-contact-from-every-campaign', version),
    summary: 'Remove Contact From Every Campaign',
    description: 'Removes the contact from every campaign that it is in.',
    tag,
    params: contactParams,
    answer: { status: 200, description: 'The contact is in no campaign.', schema: doneAnswer },
    refusals: ['contactNotFound', 'locationForbidden'],
  })

/** The operations on the campaigns of a contact. The gate stands before them. */
export function registerCampaignRoutes(app: App, context: ContactContext): void {
  const campaignsUrl = '/contacts/:contactId/campaigns'
  const campaignUrl = `${campaignsUrl}/:campaignId`

  app.post(campaignUrl, addOperation, async (request, reply) => {
    const { contactId, campaignId } = request.params
    await addContactToCampaign(context, principalOf(request), contactId, campaignId, checkedBody(request))
    reply.code(201)
    return done
  })

  app.delete(campaignUrl, removeOperation, async (request) => {
    const { contactId, campaignId } = request.params
    await removeContactFromCampaign(context, principalOf(request), contactId, campaignId)
    return done
  })

  app.delete(`${campaignsUrl}/removeAll`, removeAllOperation('dated'), async (request) => {
    await removeContactFromEveryCampaign(context, principalOf(request), request.params.contactId)
    return done
  })

  app.delete(`${campaignsUrl}/remove-all`, removeAllOperation('v3'), async (request) => {
    await removeContactFromEveryCampaign(context, principalOf(request), request.params.contactId)
    return done
  })
}
