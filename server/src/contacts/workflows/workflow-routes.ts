import { Type } from 'typebox'
import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import { checkedBody } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { contactId } from '../contact-params.ts'
import { done, doneAnswer } from '../done-answer.ts'
import { addContactToWorkflow, deleteContactFromWorkflow } from './change-workflows.ts'
import { workflowBody } from './workflow-schemas.ts'

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
  description: 'Adds the contact to a workflow of its location. A contact that is in it starts anew.',
  tag,
  params,
  body: workflowBody,
  examples,
  answer: { status: 201, description: 'The contact is in the workflow.', schema: doneAnswer },
  refusals,
})

const deleteOperation = operation({
  ...accessOf('delete-contact-from-workflow'),
  summary: 'Delete Contact from Workflow',
  description:
    'Takes the contact out of a workflow, which it has then finished. A contact that is not in it stays out of it.',
  tag,
  params,
  body: workflowBody,
  examples,
  answer: { status: 200, description: 'The contact is not in the workflow.', schema: doneAnswer },
  refusals,
})

/** The operations on the workflows of a contact. The gate stands before them. */
export function registerWorkflowRoutes(app: App, context: ContactContext): void {
  const url = '/contacts/:contactId/workflow/:workflowId'

  app.post(url, addOperation, async (request, reply) => {
    const { contactId, workflowId } = request.params
    await addContactToWorkflow(context, principalOf(request), contactId, workflowId, checkedBody(request))
    reply.code(201)
    return done
  })

  app.delete(url, deleteOperation, async (request) => {
    const { contactId, workflowId } = request.params
    await deleteContactFromWorkflow(
      context,
      principalOf(request),
      contactId,
      workflowId,
      checkedBody(request),
    )
    return done
  })
}
