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
import type { ReadTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation, locationOfPath } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { createCustomField } from './create-custom-field.ts'
import { createFolder } from './custom-field-folders.ts'
import {
  createCustomFieldBody,
  customFieldAnswers,
  customFieldFolderView,
  customFieldsQuery,
  customFieldView,
  searchCustomFieldsQuery,
  specOf,
  updateCustomFieldBody,
} from './custom-field-schemas.ts'
import {
  findLocationField,
  findLocationFieldByKey,
  listCustomFieldSizes,
  readCustomFields,
  type StoredCustomField,
} from './custom-field-store.ts'
import { isOfModel, searchCustomFields } from './search-custom-fields.ts'
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
  description: 'Lists the custom fields of a location by position.',
  tag,
  params,
  querystring: customFieldsQuery,
  precondition: locationOfPath,
  answer: { status: 200, description: 'The custom fields.', schema: customFieldAnswers.list },
  refusals: ['locationUnreachable'],
})

const createOperation = operation({
  ...accessOf('create-custom-field'),
  summary: 'Create Custom Field',
  description:
    'Creates a custom field of contacts or opportunities or, with `documentType: folder`, a folder for them. contactd makes the key from `fieldKey`, or else from the name.',
  tag,
  params,
  body: createCustomFieldBody,
  precondition: locationOfPath,
  examples: {
    Text: { name: 'Pincode', dataType: 'TEXT', placeholder: 'Pin code' },
    Options: { name: 'Size', dataType: 'SINGLE_OPTIONS', options: ['S', 'M', 'L'] },
    Folder: { name: 'Sizes', documentType: 'folder', model: 'contact' },
  },
  answer: { status: 201, description: 'The new custom field or folder.', schema: customFieldAnswers.made },
  refusals: [
    'customFieldsTooLarge',
    'locationUnreachable',
    'customFieldKeyTaken',
    'customFieldFolderTaken',
    'customFieldFolderNotFound',
    'tooManyCustomFields',
    'tooManyCustomFieldFolders',
  ],
})

const searchOperation = operation({
  ...accessOf('search-custom-fields'),
  summary: 'Search Custom Fields',
  description: 'Searches the custom fields of a location, or its folders, page by page.',
  tag,
  params,
  querystring: searchCustomFieldsQuery,
  precondition: locationOfPath,
  answer: { status: 200, description: 'The matching fields or folders.', schema: customFieldAnswers.found },
  refusals: ['locationUnreachable'],
})

const getOperation = operation({
  ...accessOf('get-custom-field'),
  summary: 'Get Custom Field',
  description: 'Returns a custom field by its id or its key (`contact.pincode`).',
  tag,
  params: paramsWithId,
  answer: { status: 200, description: 'The custom field.', schema: customFieldAnswers.one },
  refusals: ['locationUnreachable', 'customFieldNotFound'],
})

const updateOperation = operation({
  ...accessOf('update-custom-field'),
  summary: 'Update Custom Field',
  description: 'Changes the properties sent. Key and type never change.',
  tag,
  params: paramsWithId,
  body: updateCustomFieldBody,
  precondition: locationFieldOfPath,
  examples: { 'A new name': { name: 'Pin code' } },
  answer: { status: 200, description: 'The custom field.', schema: customFieldAnswers.one },
  refusals: [
    'locationUnreachable',
    'customFieldNotFound',
    'customFieldFolderNotFound',
    'customFieldsTooLarge',
  ],
})

/** Registers the operations on definitions of custom fields, except deletion. Authorization runs before them. */
export function registerCustomFieldRoutes(pipeline: Pipeline, context: ApiContext): void {
  const { storage, ids } = context

  pipeline.get('/locations/:locationId/customFields', listOperation, async (request, reply) => {
    const { locationId } = request.params
    const scope = scopeOf(principalOf(request))
    const listed = await storage.read(async (tx) => {
      await findReachableLocation(tx, principalOf(request), locationId)
      return listCustomFieldSizes(tx, locationId)
    }, scope)
    const isWanted = isOfModel(request.query.model)
    const fields = await jsonItems(readCustomFields(storage, locationId, listed, scope), (field) =>
      isWanted(field) ? JSON.stringify(customFieldView(field)) : undefined,
    )
    return sendJson(reply, ['{"customFields":[', ...fields, ']}'])
  })

  pipeline.get('/locations/:locationId/customFields/search', searchOperation, async (request, reply) => {
    const { locationId } = request.params
    const { customFields, customFieldFolders, totalItems } = await searchCustomFields(
      context,
      principalOf(request),
      locationId,
      request.query,
    )
    const folders = JSON.stringify(customFieldFolders)
    return sendJson(reply, [
      '{"customFields":[',
      ...customFields,
      `],"customFieldFolders":${folders},"totalItems":${totalItems}}`,
    ])
  })

  pipeline.post('/locations/:locationId/customFields', createOperation, async (request, reply) => {
    const { locationId } = request.params
    const made = await storage.write(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        const body = requireName(request.body)
        if (body.documentType !== 'folder') {
          const { documentType, ...spec } = body
          return {
            customField: customFieldView(await createCustomField(tx, context, locationId, specOf(spec))),
          }
        }
        const { name, model = 'contact' } = body
        const folder = await createFolder(tx, context, locationId, { name, model })
        return { customFieldFolder: customFieldFolderView(locationId, folder) }
      },
      scopeIn(principalOf(request), locationId),
    )
    reply.code(201)
    return made
  })

  pipeline.get('/locations/:locationId/customFields/:id', getOperation, async (request) => {
    const { locationId, id } = request.params
    const customField = await storage.read(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        return (await findLocationField(tx, locationId, id)) ?? findLocationFieldByKey(tx, locationId, id)
      },
      scopeOf(principalOf(request)),
    )
    if (!customField) throw errors.customFieldNotFound(id)
    return { customField: customFieldView(customField) }
  })

  pipeline.put('/locations/:locationId/customFields/:id', updateOperation, async (request) => {
    const { locationId, id } = request.params
    const customField = await storage.write(
      async (tx) => {
        const before = await locationFieldOfPath(tx, request)
        const { model, ...spec } = specOf(requireName(request.body))
        if (model !== undefined && model !== before.model) throw errors.customFieldNotFound(id)
        return updateCustomField(tx, ids, before, spec)
      },
      scopeIn(principalOf(request), locationId),
    )
    return { customField: customFieldView(customField) }
  })
}

/** The custom field of a path: the precondition of operations that change one. @throws ApiError 400, 401. */
async function locationFieldOfPath(
  tx: ReadTx,
  request: Pick<OperationRequest, 'params' | 'principal'>,
): Promise<StoredCustomField> {
  await locationOfPath(tx, request)
  const { locationId, id } = request.params as { locationId: string; id: string }
  const field = await findLocationField(tx, locationId, id)
  if (!field) throw errors.customFieldNotFound(id)
  return field
}
