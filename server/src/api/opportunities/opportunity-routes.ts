import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { scopeOf } from '../../auth/principal.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { version3Request } from '../contacts/v3/version-3-schemas.ts'
import { ignoredFieldsHeaders, tellIgnoredFields } from '../custom-fields/values/ignored-fields.ts'
import { requiredLocation } from '../locations/required-location.ts'
import { createOpportunity } from './create-opportunity.ts'
import { deleteOpportunity } from './delete-opportunity.ts'
import { findReachableOpportunity, opportunityOfPath } from './find-opportunity.ts'
import {
  createOpportunityExamples,
  opportunityStatusExamples,
  updateOpportunityExamples,
  upsertOpportunityExamples,
} from './opportunity-examples.ts'
import { doneMembers, opportunityBody, opportunityMember } from './opportunity-messages.ts'
import { opportunityParams, unreachable } from './opportunity-params.ts'
import { opportunityAnswers } from './opportunity-responses.ts'
import {
  createOpportunityBody,
  forecastBodies,
  opportunityStatusBody,
  updateOpportunityBody,
  upsertOpportunityBody,
} from './opportunity-schemas.ts'
import { updateOpportunity } from './update-opportunity.ts'
import { upsertOpportunity } from './upsert-opportunity.ts'

const tag = 'Opportunities'
const fieldRefusals = [
  'pipelineInvalid',
  'pipelineStageInvalid',
  'userNotFound',
  'customFieldValueInvalid',
  'opportunityDuplicate',
] as const
const { dated, version3 } = opportunityAnswers

const createOperation = operation({
  ...accessOf('create-opportunity'),
  summary: 'Create Opportunity',
  description: 'Creates an opportunity of a contact in a pipeline.',
  tag,
  body: createOpportunityBody,
  precondition: requiredLocation('body'),
  examples: createOpportunityExamples,
  answer: {
    status: 201,
    description: 'The new opportunity.',
    schema: dated.one,
    headers: ignoredFieldsHeaders,
  },
  version3: {
    ...version3Request(forecastBodies.create, createOpportunityExamples),
    answer: version3.one,
  },
  refusals: [
    'locationUndefined',
    'locationUnreachable',
    'contactNotFound',
    ...fieldRefusals,
    'tooManyOpportunities',
  ],
})

const getOperation = operation({
  ...accessOf('get-opportunity'),
  summary: 'Get Opportunity',
  description: 'Returns an opportunity with its contact.',
  tag,
  params: opportunityParams,
  answer: { status: 200, description: 'The opportunity.', schema: dated.one },
  version3: { answer: version3.one },
  refusals: unreachable,
})

const updateOperation = operation({
  ...accessOf('update-opportunity'),
  summary: 'Update Opportunity',
  description: 'Changes only the properties sent.',
  tag,
  params: opportunityParams,
  body: updateOpportunityBody,
  precondition: opportunityOfPath,
  examples: updateOpportunityExamples,
  answer: {
    status: 200,
    description: 'The opportunity after the update.',
    schema: dated.one,
    headers: ignoredFieldsHeaders,
  },
  version3: {
    ...version3Request(forecastBodies.update, updateOpportunityExamples),
    answer: version3.one,
  },
  refusals: [...unreachable, ...fieldRefusals],
})

const statusOperation = operation({
  ...accessOf('update-opportunity-status'),
  summary: 'Update Opportunity Status',
  description: 'Changes the status of an opportunity.',
  tag,
  params: opportunityParams,
  body: opportunityStatusBody,
  precondition: opportunityOfPath,
  examples: opportunityStatusExamples,
  answer: { status: 200, description: 'Changed.', schema: dated.done },
  version3: { answer: version3.done },
  refusals: [...unreachable, 'lostReasonNotFound', 'opportunityDuplicate'],
})

const deleteOperation = operation({
  ...accessOf('delete-opportunity'),
  summary: 'Delete Opportunity',
  description: 'Deletes an opportunity permanently.',
  tag,
  params: opportunityParams,
  answer: { status: 200, description: 'Deleted.', schema: dated.done },
  version3: { answer: version3.done },
  refusals: unreachable,
})

const upsertOperation = operation({
  ...accessOf('Upsert-opportunity'),
  summary: 'Upsert Opportunity',
  description:
    'Changes the opportunity with the id, or else that of the contact in the pipeline, or creates one. A new one needs a `contactId`.',
  tag,
  body: upsertOpportunityBody,
  precondition: requiredLocation('body'),
  examples: upsertOpportunityExamples,
  answer: {
    status: 200,
    description: 'The opportunity, and whether it is new.',
    schema: dated.upserted,
    headers: ignoredFieldsHeaders,
  },
  version3: {
    ...version3Request(forecastBodies.upsert, upsertOpportunityExamples),
    answer: version3.upserted,
  },
  refusals: [
    'locationUndefined',
    ...unreachable,
    'contactNotFound',
    ...fieldRefusals,
    'lostReasonNotFound',
    'tooManyOpportunities',
  ],
})

/** Registers the operations on single opportunities. Authorization runs before them. */
export function registerOpportunityRoutes(pipeline: Pipeline, context: ApiContext): void {
  const url = '/opportunities/:id'

  pipeline.post('/opportunities/', createOperation, async (request, reply) => {
    const { ignoredFields, ...written } = await createOpportunity(
      context,
      principalOf(request),
      opportunityBody(request),
    )
    tellIgnoredFields(reply.code(201), ignoredFields)
    return opportunityMember(request, written)
  })

  pipeline.post('/opportunities/upsert', upsertOperation, async (request, reply) => {
    const { isNew, ignoredFields, ...written } = await upsertOpportunity(
      context,
      principalOf(request),
      opportunityBody(request),
    )
    tellIgnoredFields(reply, ignoredFields)
    return { ...opportunityMember(request, written), new: isNew }
  })

  pipeline.get(url, getOperation, async (request) => {
    const principal = principalOf(request)
    const found = await context.storage.read(
      (tx) => findReachableOpportunity(tx, principal, request.params.id),
      scopeOf(principal),
    )
    return opportunityMember(request, found)
  })

  pipeline.put(url, updateOperation, async (request, reply) => {
    const { ignoredFields, ...written } = await updateOpportunity(
      context,
      principalOf(request),
      request.params.id,
      opportunityBody(request),
    )
    tellIgnoredFields(reply, ignoredFields)
    return opportunityMember(request, written)
  })

  pipeline.put(`${url}/status`, statusOperation, async (request) => {
    await updateOpportunity(context, principalOf(request), request.params.id, request.body)
    return doneMembers(request)
  })

  pipeline.delete(url, deleteOperation, async (request) => {
    await deleteOpportunity(context, principalOf(request), request.params.id)
    return doneMembers(request)
  })
}
