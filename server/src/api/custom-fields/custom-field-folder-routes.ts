import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfBody } from '../locations/find-location.ts'
import {
  createFolderBody,
  folderAnswers,
  folderQuery,
  updateFolderBody,
} from './custom-field-folder-schemas.ts'
import { createFolderOfObject, deleteFolder, renameFolder } from './custom-field-folders.ts'

const tag = 'Custom Fields'
const params = Type.Object({ id: pathId('The id of the folder.', '3v34PM428h8vShlRW1KT') })

const createOperation = operation({
  ...accessOf('create-custom-field-folder'),
  summary: 'Create Custom Field Folder',
  description:
    'Creates a folder for custom fields of businesses. Create Custom Field creates those of contacts and opportunities.',
  tag,
  body: createFolderBody,
  precondition: locationOfBody,
  examples: { 'A folder': { objectKey: 'business', name: 'Name', locationId: 've9EPM428h8vShlRW1KT' } },
  answer: { status: 201, description: 'The folder.', schema: folderAnswers.one },
  refusals: ['locationUnreachable', 'customFieldFolderTaken', 'tooManyCustomFieldFolders'],
})

const updateOperation = operation({
  ...accessOf('update-custom-field-folder'),
  summary: 'Update Custom Field Folder Name',
  description: 'Renames a folder.',
  tag,
  params,
  body: updateFolderBody,
  precondition: locationOfBody,
  examples: { 'A new name': { name: 'Other Name', locationId: 've9EPM428h8vShlRW1KT' } },
  answer: { status: 200, description: 'The folder.', schema: folderAnswers.one },
  refusals: ['locationUnreachable', 'customFieldFolderNotFound', 'customFieldFolderTaken'],
})

const deleteOperation = operation({
  ...accessOf('delete-custom-field-folder'),
  summary: 'Delete Custom Field Folder',
  description: 'Deletes a folder, but not the custom fields in it.',
  tag,
  params,
  querystring: folderQuery,
  answer: { status: 200, description: 'Deleted.', schema: folderAnswers.deleted },
  refusals: ['locationUnreachable', 'customFieldFolderNotFound'],
})

/** Registers the operations on folders of custom fields. Authorization runs before them. */
export function registerCustomFieldFolderRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.post('/custom-fields/folder', createOperation, (request, reply) => {
    reply.code(201)
    return createFolderOfObject(context, principalOf(request), request.body)
  })

  pipeline.put('/custom-fields/folder/:id', updateOperation, (request) =>
    renameFolder(context, principalOf(request), request.params.id, request.body),
  )

  pipeline.delete('/custom-fields/folder/:id', deleteOperation, async (request) => {
    return deleteFolder(context, principalOf(request), { ...request.query, ...request.params })
  })
}
