import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfPath } from '../locations/find-location.ts'
import { createFieldOrFolder } from './create-field-or-folder.ts'
import {
  createCustomFieldBody,
  customFieldAnswers,
  customFieldsQuery,
  customFieldView,
  searchCustomFieldsQuery,
  updateCustomFieldBody,
} from './custom-field-schemas.ts'
import { customFieldOfPath, getCustomField } from './find-custom-field.ts'
import { listCustomFieldsOf } from './list-custom-fields.ts'
import { searchCustomFields } from './search-custom-fields.ts'
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
  precondition: customFieldOfPath,
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
  const { storage } = context
  const url = '/locations/:locationId/customFields'

  pipeline.get(url, listOperation, async (request, reply) => {
    const { params, query } = request
    const fields = await listCustomFieldsOf(storage, principalOf(request), params.locationId, query)
    return sendJson(reply, ['{"customFields":[', ...fields, ']}'])
  })

  pipeline.get(`${url}/search`, searchOperation, async (request, reply) => {
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

  pipeline.post(url, createOperation, async (request, reply) => {
    const { params, body } = request
    const created = await createFieldOrFolder(context, principalOf(request), params.locationId, body)
    reply.code(201)
    return created
  })

  pipeline.get(`${url}/:id`, getOperation, async (request) => {
    const customField = await getCustomField(storage, principalOf(request), request.params)
    return { customField: customFieldView(customField) }
  })

  pipeline.put(`${url}/:id`, updateOperation, async (request) => {
    const { params, body } = request
    const customField = await updateCustomField(context, principalOf(request), params, body)
    return { customField: customFieldView(customField) }
  })
}
