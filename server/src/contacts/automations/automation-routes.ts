import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { checkedBody, checkedQuery } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { addAutomation } from './add-automation.ts'
import { type AutomationKind, campaignKind, workflowKind } from './automation.ts'
import {
  type AutomationsQuery,
  automationAnswers,
  automationBody,
  automationsQuery,
} from './automation-schemas.ts'
import { listAutomations } from './list-automations.ts'

/** contactd's own: how tests and tools make campaigns and workflows, and see who is in them. */
export function registerAutomationRoutes(app: App, context: ContactContext): void {
  registerKind(app, context, campaignKind)
  registerKind(app, context, workflowKind)
}

function registerKind(app: App, context: ContactContext, kind: AutomationKind): void {
  const { noun } = kind
  const title = noun === 'campaign' ? 'Campaign' : 'Workflow'
  const answers = automationAnswers(kind)
  const url = `/_contactd/${noun}s`

  const createOperation = operation({
    ...accessOf(`create-${noun}`),
    summary: `Create ${title}`,
    description: `Makes a ${noun} in a location. HighLevel's are made by hand, in its pages.`,
    tag: 'contactd',
    body: automationBody,
    examples: { Published: { locationId: 've9EPM428h8vShlRW1KT', name: 'Welcome', status: 'published' } },
    answer: { status: 201, description: `The new ${noun}.`, schema: answers.one },
    refusals: ['locationUnreachable', noun === 'campaign' ? 'tooManyCampaigns' : 'tooManyWorkflows'],
  })

  const listOperation = operation({
    ...accessOf(`list-${noun}s`),
    summary: `List ${title}s`,
    description: `The ${noun}s of a location, or those of a contact.`,
    tag: 'contactd',
    querystring: automationsQuery,
    answer: { status: 200, description: `The ${noun}s.`, schema: answers.list },
    refusals: ['locationUnreachable', 'contactNotFound', 'locationForbidden'],
  })

  app.post(url, createOperation, async (request, reply) => {
    reply.code(201)
    return { [noun]: await addAutomation(context, principalOf(request), kind, checkedBody(request)) }
  })

  app.get(url, listOperation, async (request) => {
    const query = checkedQuery<AutomationsQuery>(request).valid()
    return { [`${noun}s`]: await listAutomations(context, principalOf(request), kind, query) }
  })
}
