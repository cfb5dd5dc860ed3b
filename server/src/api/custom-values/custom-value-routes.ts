import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { scopeOf } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { jsonItems, sendJson } from '../../http/send-json.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { findReachableLocation, locationOfPath } from '../locations/find-location.ts'
import type { LocationContext } from '../locations/location-context.ts'
import { requireName } from '../locations/require-name.ts'
import type { CustomValue } from './custom-value.ts'
import { customValueAnswers, customValueBody } from './custom-value-schemas.ts'
import {
  deleteCustomValueRow,
  findCustomValue,
  findCustomValueRow,
  listCustomValues,
} from './custom-value-store.ts'
import { createCustomValue, maxCustomValues, updateCustomValue } from './save-custom-value.ts'

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
export function registerCustomValueRoutes(pipeline: Pipeline, context: LocationContext): void {
  const { storage } = context
  const url = '/locations/:locationId/customValues'

  pipeline.get(url, listOperation, async (request, reply) => {
    const { locationId } = request.params
    const scope = scopeOf(principalOf(request))
    const listed = await storage.read(async (tx) => {
      await findReachableLocation(tx, principalOf(request), locationId)
      return tx.all(listCustomValues, { locationId, limit: maxCustomValues })
    }, scope)
    const find = (tx: ReadTx, { id }: { id: string }) => tx.get(findCustomValueRow, { locationId, id })
    const rows = readInSlices(storage, listed, find, { scope })
    const values = await jsonItems(rows, ({ document }) => document)
    return sendJson(reply, ['{"customValues":[', ...values, ']}'])
  })

  pipeline.post(url, createOperation, async (request, reply) => {
    const { locationId } = request.params
    const customValue = await storage.write(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        return createCustomValue(tx, context, locationId, requireName(request.body))
      },
      scopeIn(principalOf(request), locationId),
    )
    reply.code(201)
    return { customValue }
  })

  pipeline.get(`${url}/:id`, getOperation, async (request) => ({
    customValue: await storage.read((tx) => customValueOfPath(tx, request), scopeOf(principalOf(request))),
  }))

  pipeline.put(`${url}/:id`, updateOperation, async (request) => ({
    customValue: await storage.write(
      async (tx) => updateCustomValue(tx, await customValueOfPath(tx, request), requireName(request.body)),
      scopeIn(principalOf(request), request.params.locationId),
    ),
  }))

  pipeline.delete(`${url}/:id`, deleteOperation, async (request) => {
    await storage.write(
      async (tx) => {
        const { locationId, id } = await customValueOfPath(tx, request)
        await tx.run(deleteCustomValueRow, { locationId, id })
      },
      scopeIn(principalOf(request), request.params.locationId),
    )
    return { succeded: true }
  })
}

/** The custom value of a path: the precondition of an update. @throws ApiError 400, 401. */
async function customValueOfPath(
  tx: ReadTx,
  request: Pick<OperationRequest, 'params' | 'principal'>,
): Promise<CustomValue> {
  await locationOfPath(tx, request)
  const { locationId, id } = request.params as { locationId: string; id: string }
  const value = await findCustomValue(tx, locationId, id)
  if (!value) throw errors.customValueNotFound(id)
  return value
}
