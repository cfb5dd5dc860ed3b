import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfBody } from '../locations/find-location.ts'
import {
  businessFieldAnswers,
  createBusinessFieldBody,
  updateBusinessFieldBody,
} from './business-field-schemas.ts'
import {
  createBusinessField,
  deleteBusinessField,
  getBusinessField,
  listBusinessFields,
  updateBusinessField,
} from './business-fields.ts'
import { folderAnswers, folderQuery, objectKeyParams } from './custom-field-folder-schemas.ts'

const tag = 'Custom Fields'
const params = Type.Object({ id: pathId('The id of the custom field.', 'b7TqXv2mLk9cRd4Zs0Hn') })
const locationId = 've9EPM428h8vShlRW1KT'

const listOperation = operation({
  ...accessOf('get-custom-fields-by-object-key'),
  summary: 'Get Custom Fields By Object Key',
  description: 'Lists the custom fields of businesses and their folders.',
  tag,
  params: objectKeyParams,
  querystring: folderQuery,
  answer: { status: 200, description: 'Fields and folders.', schema: businessFieldAnswers.list },
  refusals: ['locationUnreachable'],
})

const getOperation = operation({
  ...accessOf('get-custom-field-by-id'),
  summary: 'Get Custom Field / Folder By Id',
  description: 'Returns a custom field of businesses, or a folder.',
  tag,
  params,
  answer: {
    status: 200,
    description: 'The custom field, or the folder.',
    schema: businessFieldAnswers.fieldOrFolder,
  },
  refusals: ['customFieldNotFound'],
})

const createOperation = operation({
  ...accessOf('create-custom-field-of-object'),
  summary: 'Create Custom Field of an Object',
  description:
    'Creates a custom field of businesses in one of their folders. `/locations/{locationId}/customFields` creates fields of contacts and opportunities.',
  tag,
  body: createBusinessFieldBody,
  precondition: locationOfBody,
  examples: {
    Text: {
      locationId,
      name: 'VAT id',
      showInForms: true,
      dataType: 'TEXT',
      fieldKey: 'business.vat_id',
      objectKey: 'business',
      parentId: '3v34PM428h8vShlRW1KT',
    },
    Options: {
      locationId,
      name: 'Size',
      showInForms: false,
      options: [
        { key: 'small', label: 'Small' },
        { key: 'large', label: 'Large' },
      ],
      dataType: 'SINGLE_OPTIONS',
      fieldKey: 'business.size',
      objectKey: 'business',
      parentId: '3v34PM428h8vShlRW1KT',
    },
  },
  answer: { status: 201, description: 'The custom field.', schema: businessFieldAnswers.one },
  refusals: [
    'locationUnreachable',
    'customFieldKeyTaken',
    'customFieldFolderNotFound',
    'tooManyCustomFields',
    'customFieldsTooLarge',
  ],
})

const updateOperation = operation({
  ...accessOf('update-custom-field-of-object'),
  summary: 'Update Custom Field of an Object',
  description: 'Changes the properties sent. Key, type and folder never change.',
  tag,
  params,
  body: updateBusinessFieldBody,
  precondition: locationOfBody,
  examples: { 'A new name': { locationId, name: 'VAT number', showInForms: true } },
  answer: { status: 200, description: 'The custom field.', schema: businessFieldAnswers.one },
  refusals: [
    'locationUnreachable',
    'customFieldNotFound',
    'customFieldOptionsMissing',
    'customFieldsTooLarge',
  ],
})

const deleteOperation = operation({
  ...accessOf('delete-custom-field-of-object'),
  summary: 'Delete Custom Field of an Object',
  description: 'Deletes a custom field of businesses.',
  tag,
  params,
  answer: { status: 200, description: 'Deleted.', schema: folderAnswers.deleted },
  refusals: ['customFieldNotFound'],
})

/** Registers the operations on the custom fields of businesses. Authorization runs before them. */
export function registerBusinessFieldRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/custom-fields/object-key/:objectKey', listOperation, async (request, reply) => {
    const { locationId } = request.query
    const { fields, folders } = await listBusinessFields(context, principalOf(request), locationId)
    return sendJson(reply, ['{"fields":[', ...fields, `],"folders":${JSON.stringify(folders)}}`])
  })

  pipeline.get('/custom-fields/:id', getOperation, (request) =>
    getBusinessField(context, principalOf(request), request.params.id),
  )

  pipeline.post('/custom-fields', createOperation, (request, reply) => {
    reply.code(201)
    return createBusinessField(context, principalOf(request), request.body)
  })

  pipeline.put('/custom-fields/:id', updateOperation, (request) =>
    updateBusinessField(context, principalOf(request), request.params.id, request.body),
  )

  pipeline.delete('/custom-fields/:id', deleteOperation, (request) =>
    deleteBusinessField(context, principalOf(request), request.params.id),
  )
}
