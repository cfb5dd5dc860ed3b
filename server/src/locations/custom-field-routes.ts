import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { scopeOf } from '../auth/principal.ts'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { operation, pathId } from '../http/operation.ts'
import { checkedBody, requireValid } from '../http/validation.ts'
import { createCustomField } from './create-custom-field.ts'
import {
  createCustomFieldBody,
  customFieldAnswers,
  customFieldsQuery,
  specOf,
  updateCustomFieldBody,
} from './custom-field-schemas.ts'
import { findCustomField, findCustomFieldByKey, listCustomFields } from './custom-field-store.ts'
import { findReachableLocation } from './find-location.ts'
import type { LocationContext } from './location-context.ts'
import { requireName } from './require-name.ts'
import { updateCustomField } from './update-custom-field.ts'

const tag = 'Custom Fields'
const locationId = pathId('The id of the location.', 've9EPM428h8vShlRW1KT')
const params = Type.Object({ locationId })
const paramsWithId = Type.Object({
  locationId,
  id: pathId('The id of the custom field.', '3sv6UEo51C9Bmpo1cKTq'),
})

const listOperation = operation({
  ...accessOf('get-custom-fields'),
  summary: 'Get Custom Fields',
  description: 'The custom fields of a location, by position.',
  tag,
  params,
  querystring: customFieldsQuery,
  answer: { status: 200, description: 'The custom fields.', schema: customFieldAnswers.list },
  refusals: ['locationUnreachable'],
})

const createOperation = operation({
  ...accessOf('create-custom-field'),
  summary: 'Create Custom Field',
  description:
    'Makes a custom field. Its key is made from its name; where that is taken, `_1`, `_2` … stands behind it.',
  tag,
  params,
  body: createCustomFieldBody,
  examples: {
    Text: { name: 'Pincode', dataType: 'TEXT', placeholder: 'Pin code' },
    Options: { name: 'Size', dataType: 'SINGLE_OPTIONS', options: ['S', 'M', 'L'] },
  },
  answer: { status: 201, description: 'The new custom field.', schema: customFieldAnswers.one },
  refusals: ['locationUnreachable', 'customFieldFolderNotFound', 'tooManyCustomFields'],
})

const getOperation = operation({
  ...accessOf('get-custom-field'),
  summary: 'Get Custom Field',
  description: 'A custom field, by its id or its key (`contact.pincode`).',
  tag,
  params: paramsWithId,
  answer: { status: 200, description: 'The custom field.', schema: customFieldAnswers.one },
  refusals: ['locationUnreachable', 'customFieldNotFound'],
})

const updateOperation = operation({
  ...accessOf('update-custom-field'),
  summary: 'Update Custom Field',
  description: 'Changes what the body includes. Key and type stay.',
  tag,
  params: paramsWithId,
  body: updateCustomFieldBody,
  examples: { 'A new name': { name: 'Pin code' } },
  answer: { status: 200, description: 'The custom field after it.', schema: customFieldAnswers.one },
  refusals: ['locationUnreachable', 'customFieldNotFound', 'customFieldFolderNotFound'],
})

/** The operations on definitions of custom fields, but their deletion. The gate stands before them. */
export function registerCustomFieldRoutes(app: App, { storage, clock, ids }: LocationContext): void {
  app.get('/locations/:locationId/customFields', listOperation, async (request) => {
    const { locationId } = request.params
    const customFields = await storage.read(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        requireValid(request)
        return request.query.model === 'opportunity' ? [] : listCustomFields(tx, locationId)
      },
      scopeOf(principalOf(request)),
    )
    return { customFields }
  })

  app.post('/locations/:locationId/customFields', createOperation, async (request, reply) => {
    const { locationId } = request.params
    const customField = await storage.write(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        const spec = specOf(requireName(checkedBody<typeof request.body>(request).valid()))
        return createCustomField(tx, { clock, ids }, locationId, spec)
      },
      scopeOf(principalOf(request)),
    )
    return reply.code(201).send({ customField })
  })

  app.get('/locations/:locationId/customFields/:id', getOperation, async (request) => {
    const { locationId, id } = request.params
    const customField = await storage.read(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        return (await findCustomField(tx, locationId, id)) ?? findCustomFieldByKey(tx, locationId, id)
      },
      scopeOf(principalOf(request)),
    )
    if (!customField) throw errors.customFieldNotFound(id)
    return { customField }
  })

  app.put('/locations/:locationId/customFields/:id', updateOperation, async (request) => {
    const { locationId, id } = request.params
    const customField = await storage.write(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        const before = await findCustomField(tx, locationId, id)
        if (!before) throw errors.customFieldNotFound(id)
        return updateCustomField(
          tx,
          ids,
          before,
          specOf(requireName(checkedBody<typeof request.body>(request).valid())),
        )
      },
      scopeOf(principalOf(request)),
    )
    return { customField }
  })
}
