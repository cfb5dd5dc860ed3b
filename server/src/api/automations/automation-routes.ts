import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfBody } from '../locations/find-location.ts'
import { addAutomation } from './add-automation.ts'
import { type AutomationKind, campaignKind, workflowKind } from './automation.ts'
import { automationAnswers, automationBody, automationsQuery } from './automation-schemas.ts'
import { listAutomations } from './list-automations.ts'

/** contactd's own: tests and tools create campaigns and workflows with them, and see who is in them. */
export function registerAutomationRoutes(pipeline: Pipeline, context: ApiContext): void {
  registerKind(pipeline, context, campaignKind)
  registerKind(pipeline, context, workflowKind)
}

function registerKind(pipeline: Pipeline, context: ApiContext, kind: AutomationKind): void {
  const { noun } = kind
  const title = noun === 'campaign' ? 'Campaign' : 'Workflow'
  const answers = automationAnswers(kind)
  const url = `/_contactd/${noun}s`

  const createOperation = operation({
    ...accessOf(`create-${noun}`),
    summary: `Create ${title}`,
    description: `Creates a ${noun} in a location. In HighLevel, people create them in its pages.`,
    tag: 'contactd',
    body: automationBody,
    precondition: locationOfBody,
    examples: { Published: { locationId: 've9EPM428h8vShlRW1KT', name: 'Welcome', status: 'published' } },
    answer: { status: 201, description: `The new ${noun}.`, schema: answers.one },
    refusals: ['locationUnreachable', noun === 'campaign' ? 'tooManyCampaigns' : 'tooManyWorkflows'],
  })

  const listOperation = operation({
    ...accessOf(`list-${noun}s`),
    summary: `List ${title}s`,
    description: `Lists the ${noun}s of a location, or those of a contact.`,
    tag: 'contactd',
    querystring: automationsQuery,
    answer: { status: 200, description: `The ${noun}s.`, schema: answers.list },
    refusals: ['locationUnreachable', 'contactNotFound', 'locationForbidden'],
  })

  pipeline.post(url, createOperation, async (request, reply) => {
    reply.code(201)
    return { [noun]: await addAutomation(context, principalOf(request), kind, request.body) }
  })

  pipeline.get(url, listOperation, async (request, reply) => {
    const items = await listAutomations(context, principalOf(request), kind, request.query)
    return sendJson(reply, [`{"${noun}s":[`, ...items, ']}'])
  })
}
