import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { workflowKind } from '../automations/automation.ts'
import type { AutomationRow } from '../automations/automation-store.ts'
import { listAutomationsOfLocation } from '../automations/list-automations.ts'
import { membershipOfPath } from '../automations/require-membership.ts'
import { contactId } from '../contacts/contact-params.ts'
import { succeeded, succeededResponse } from '../schemas/succeeded-response.ts'
import { addContactToWorkflow, deleteContactFromWorkflow } from './change-workflows.ts'
import { workflowBody, workflowsAnswer, workflowsQuery } from './workflow-schemas.ts'

const tag = 'Workflow'
const params = Type.Object({
  contactId,
  workflowId: pathId('The id of the workflow.', 'sx6wyHhbFdRXh302LLNR'),
})
const refusals = ['contactNotFound', 'locationForbidden', 'workflowNotFound'] as const
const examples = { 'An event': { eventStartTime: '2021-06-23T03:30:00+01:00' }, Nothing: {} }

const addOperation = operation({
  ...accessOf('add-contact-to-workflow'),
  summary: 'Add Contact to Workflow',
  description: 'Adds the contact to a workflow of its location. A contact already in it restarts.',
  tag,
  params,
  body: workflowBody,
  precondition: membershipOfPath(workflowKind),
  examples,
  answer: { status: 201, description: 'The contact is in the workflow.', schema: succeededResponse },
  refusals,
})

const deleteOperation = operation({
  ...accessOf('delete-contact-from-workflow'),
  summary: 'Delete Contact from Workflow',
  description:
    'Removes the contact from a workflow and marks it as finished. A contact not in it is unaffected.',
  tag,
  params,
  body: workflowBody,
  precondition: membershipOfPath(workflowKind),
  examples,
  answer: { status: 200, description: 'The contact is not in the workflow.', schema: succeededResponse },
  refusals,
})

const listOperation = operation({
  ...accessOf('get-workflow'),
  summary: 'Get Workflow',
  description: 'Lists the workflows of a location, oldest first.',
  tag,
  querystring: workflowsQuery,
  answer: { status: 200, description: 'The workflows.', schema: workflowsAnswer },
  refusals: ['locationUnreachable'],
})

/** A workflow in the list. contactd never changes one. */
function workflowView({ id, name, status, locationId, dateAdded }: AutomationRow) {
  const createdAt = new Date(dateAdded).toISOString()
  return { id, name, status, version: 1, createdAt, updatedAt: createdAt, locationId }
}

/** Registers the list of workflows and the operations on the workflows of a contact. Authorization runs before them. */
export function registerWorkflowRoutes(pipeline: Pipeline, context: ApiContext): void {
  const url = '/contacts/:contactId/workflow/:workflowId'

  pipeline.get('/workflows/', listOperation, async (request, reply) => {
    const { query } = request
    const principal = principalOf(request)
    const workflows = await listAutomationsOfLocation(context, principal, workflowKind, query, workflowView)
    return sendJson(reply, ['{"workflows":[', ...workflows, ']}'])
  })

  pipeline.post(url, addOperation, async (request, reply) => {
    const { contactId, workflowId } = request.params
    await addContactToWorkflow(context, principalOf(request), contactId, workflowId, request.body)
    reply.code(201)
    return succeeded
  })

  pipeline.delete(url, deleteOperation, async (request) => {
    const { contactId, workflowId } = request.params
    await deleteContactFromWorkflow(context, principalOf(request), contactId, workflowId)
    return succeeded
  })
}
