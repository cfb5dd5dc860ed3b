import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfPath } from '../locations/find-location.ts'
import { maxCustomValues } from './custom-value.ts'
import { customValueAnswers, customValueBody } from './custom-value-schemas.ts'
import { deleteCustomValue } from './delete-custom-value.ts'
import { customValueOfPath, getCustomValue } from './find-custom-value.ts'
import { listCustomValuesOf } from './list-custom-values.ts'
import { addCustomValue, updateCustomValue } from './save-custom-value.ts'

const tag = 'Custom Values'
const locationId = pathId('The id of the location.', 've9EPM428h8vShlRW1KT')
const params = Type.Object({ locationId })
const paramsWithId = Type.Object({
  locationId,
  id: pathId('The id of the custom value.', 'kOBjMVAJhFuUeYIojVet'),
})

const listOperation = operation({
  ...accessOf('get-custom-values'),
  summary: 'Get Custom Values',
  description: 'Lists the custom values of a location, oldest first.',
  tag,
  params,
  answer: {
    status: 200,
    description: `The custom values, at most ${maxCustomValues}.`,
    schema: customValueAnswers.list,
  },
  refusals: ['locationUnreachable'],
})

const createOperation = operation({
  ...accessOf('create-custom-value'),
  summary: 'Create Custom Value',
  description: 'Creates a custom value. contactd makes the key from the name.',
  tag,
  params,
  body: customValueBody,
  precondition: locationOfPath,
  examples: { 'A custom value': { name: 'Opening hours', value: 'Monday to Friday, 9 to 5' } },
  answer: { status: 201, description: 'The new custom value.', schema: customValueAnswers.one },
  refusals: ['locationUnreachable', 'customValueKeyTaken', 'tooManyCustomValues', 'customValuesTooLarge'],
})

const getOperation = operation({
  ...accessOf('get-custom-value'),
  summary: 'Get Custom Value',
  description: 'Returns a custom value.',
  tag,
  params: paramsWithId,
  answer: { status: 200, description: 'The custom value.', schema: customValueAnswers.one },
  refusals: ['locationUnreachable', 'customValueNotFound'],
})

const updateOperation = operation({
  ...accessOf('update-custom-value'),
  summary: 'Update Custom Value',
  description: 'Replaces name and value. The key never changes.',
  tag,
  params: paramsWithId,
  body: customValueBody,
  precondition: customValueOfPath,
  examples: { 'Another value': { name: 'Opening hours', value: 'Every day, 9 to 9' } },
  answer: { status: 200, description: 'The custom value.', schema: customValueAnswers.one },
  refusals: ['locationUnreachable', 'customValueNotFound', 'customValuesTooLarge'],
})

const deleteOperation = operation({
  ...accessOf('delete-custom-value'),
  summary: 'Delete Custom Value',
  description: 'Deletes a custom value, which frees its key.',
  tag,
  params: paramsWithId,
  answer: { status: 200, description: 'Deleted.', schema: customValueAnswers.deleted },
  refusals: ['locationUnreachable', 'customValueNotFound'],
})

/** Registers the operations on the custom values of a location. Authorization runs before them. */
export function registerCustomValueRoutes(pipeline: Pipeline, context: ApiContext): void {
  const { storage } = context
  const url = '/locations/:locationId/customValues'

  pipeline.get(url, listOperation, async (request, reply) => {
    const values = await listCustomValuesOf(context, principalOf(request), request.params.locationId)
    return sendJson(reply, ['{"customValues":[', ...values, ']}'])
  })

  pipeline.post(url, createOperation, async (request, reply) => {
    const { params, body } = request
    const customValue = await addCustomValue(context, principalOf(request), params.locationId, body)
    reply.code(201)
    return { customValue }
  })

  pipeline.get(`${url}/:id`, getOperation, async (request) => ({
    customValue: await getCustomValue(storage, principalOf(request), request.params),
  }))

  pipeline.put(`${url}/:id`, updateOperation, async (request) => ({
    customValue: await updateCustomValue(storage, principalOf(request), request.params, request.body),
  }))

  pipeline.delete(`${url}/:id`, deleteOperation, async (request) => {
    await deleteCustomValue(storage, principalOf(request), request.params)
    return { succeded: true }
  })
}
