import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { operation } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import {
  addWebhookOf,
  changeWebhookOf,
  listDeliveriesOf,
  listWebhooks,
  readWebhook,
  redeliverOf,
  removeWebhook,
  type WebhookContext,
  webhookOfPath,
} from './webhook-requests.ts'
import {
  createWebhookBody,
  deliveriesQuery,
  redeliverBody,
  updateWebhookBody,
  webhookAnswers,
  webhookParams,
} from './webhook-schemas.ts'

const tag = 'contactd'
const url = 'https://example.com/webhooks/contactd'

const listOperation = operation({
  ...accessOf('list-webhooks'),
  summary: 'List Webhooks',
  description: 'Lists the webhooks of the location and those of its apps, oldest first.',
  tag,
  answer: { status: 200, description: 'The webhooks.', schema: webhookAnswers.list },
  refusals: [],
})

const createOperation = operation({
  ...accessOf('create-webhook'),
  summary: 'Create Webhook',
  description: 'Creates a webhook of the location. It gets the events from now on.',
  tag,
  body: createWebhookBody,
  examples: { 'Some events': { url, events: ['ContactCreate', 'ContactUpdate'] }, 'All events': { url } },
  answer: { status: 201, description: 'The new webhook, with its secret.', schema: webhookAnswers.created },
  refusals: ['tooManyWebhooks'],
})

const getOperation = operation({
  ...accessOf('get-webhook'),
  summary: 'Get Webhook',
  description: 'Returns a webhook.',
  tag,
  params: webhookParams,
  answer: { status: 200, description: 'The webhook.', schema: webhookAnswers.one },
  refusals: ['webhookNotFound'],
})

const updateOperation = operation({
  ...accessOf('update-webhook'),
  summary: 'Update Webhook',
  description: 'Changes what is sent. Events that the webhook has taken are not sent again.',
  tag,
  params: webhookParams,
  body: updateWebhookBody,
  precondition: webhookOfPath,
  examples: {
    'Other events': { events: ['ContactDelete'] },
    Pause: { paused: true },
    Resume: { paused: false },
  },
  answer: { status: 200, description: 'The webhook.', schema: webhookAnswers.one },
  refusals: ['webhookNotFound', 'webhookOfApp'],
})

const deleteOperation = operation({
  ...accessOf('delete-webhook'),
  summary: 'Delete Webhook',
  description: 'Deletes a webhook with its deliveries. Events that it has yet to take are not sent.',
  tag,
  params: webhookParams,
  answer: { status: 200, description: 'Deleted.', schema: webhookAnswers.deleted },
  refusals: ['webhookNotFound', 'webhookOfApp'],
})

const deliveriesOperation = operation({
  ...accessOf('list-webhook-deliveries'),
  summary: 'List Deliveries',
  description: 'Lists what a webhook was sent and what waits to be sent, newest event first.',
  tag,
  params: webhookParams,
  querystring: deliveriesQuery,
  precondition: webhookOfPath,
  answer: { status: 200, description: 'The deliveries.', schema: webhookAnswers.deliveries },
  refusals: ['webhookNotFound'],
})

const redeliverOperation = operation({
  ...accessOf('redeliver-webhook-events'),
  summary: 'Redeliver Events',
  description: 'Sends events once more, out of order. A paused webhook is resumed.',
  tag,
  params: webhookParams,
  body: redeliverBody,
  precondition: webhookOfPath,
  examples: { 'Since a time': { since: '2026-01-31T12:00:00Z', event: 'ContactUpdate' } },
  answer: { status: 200, description: 'What is sent.', schema: webhookAnswers.redelivered },
  refusals: ['webhookNotFound', 'deliveryNotFound'],
})

/** contactd's own: the webhooks of a location. */
export function registerWebhookRoutes(pipeline: Pipeline, context: WebhookContext): void {
  const urlOfAll = '/_contactd/webhooks'
  const urlOfOne = `${urlOfAll}/:webhookId`

  pipeline.get(urlOfAll, listOperation, async (request) => ({
    webhooks: await listWebhooks(context, principalOf(request)),
  }))

  pipeline.post(urlOfAll, createOperation, async (request, reply) => {
    reply.code(201)
    return { webhook: await addWebhookOf(context, principalOf(request), request.body) }
  })

  pipeline.get(urlOfOne, getOperation, async (request) => ({
    webhook: await readWebhook(context, principalOf(request), request.params.webhookId),
  }))

  pipeline.put(urlOfOne, updateOperation, async (request) => ({
    webhook: await changeWebhookOf(context, principalOf(request), request.params.webhookId, request.body),
  }))

  pipeline.delete(urlOfOne, deleteOperation, async (request) => {
    await removeWebhook(context, principalOf(request), request.params.webhookId, pipeline.stopping)
    return { succeeded: true }
  })

  pipeline.get(`${urlOfOne}/deliveries`, deliveriesOperation, (request) =>
    listDeliveriesOf(context, principalOf(request), request.params.webhookId, request.query),
  )

  pipeline.post(`${urlOfOne}/redeliver`, redeliverOperation, (request) =>
    redeliverOf(context, principalOf(request), request.params.webhookId, request.body, pipeline.stopping),
  )
}
