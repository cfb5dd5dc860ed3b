import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import { scopeOf } from '../auth/principal.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { checkedBody, requireValid } from '../http/validation.ts'
import type { CustomField } from './custom-field.ts'
import {
  createFolderBody,
  folderAnswers,
  folderQuery,
  maxFolders,
  objectKeyParams,
  updateFolderBody,
} from './custom-field-folder-schemas.ts'
import { listCustomFieldFolders } from './custom-field-folder-store.ts'
import { createFolder, deleteFolder, folderView, renameFolder } from './custom-field-folders.ts'
import { listCustomFields } from './custom-field-store.ts'
import { findReachableLocation } from './find-location.ts'
import type { LocationContext } from './location-context.ts'

const tag = 'Custom Fields'
const params = Type.Object({ id: pathId('The id of the folder.', '3v34PM428h8vShlRW1KT') })

const createOperation = operation({
  ...accessOf('create-custom-field-folder'),
  summary: 'Create Custom Field Folder',
  description: 'Makes a folder. Custom fields are put into it by their `parentId`.',
  tag,
  body: createFolderBody,
  examples: { 'A folder': { objectKey: 'contact', name: 'Name', locationId: 've9EPM428h8vShlRW1KT' } },
  answer: { status: 201, description: 'The new folder.', schema: folderAnswers.one },
  refusals: ['locationUnreachable', 'tooManyCustomFieldFolders'],
})

const updateOperation = operation({
  ...accessOf('update-custom-field-folder'),
  summary: 'Update Custom Field Folder Name',
  description: 'Gives a folder another name.',
  tag,
  params,
  body: updateFolderBody,
  examples: { 'A new name': { name: 'Name', locationId: 've9EPM428h8vShlRW1KT' } },
  answer: { status: 200, description: 'The folder after it.', schema: folderAnswers.one },
  refusals: ['locationUnreachable', 'customFieldFolderNotFound'],
})

const deleteOperation = operation({
  ...accessOf('delete-custom-field-folder'),
  summary: 'Delete Custom Field Folder',
  description: 'Deletes a folder. Its custom fields stay, and stand in none.',
  tag,
  params,
  querystring: folderQuery,
  answer: { status: 200, description: 'It is gone.', schema: folderAnswers.deleted },
  refusals: ['locationUnreachable', 'customFieldFolderNotFound'],
})

const listOperation = operation({
  ...accessOf('get-custom-fields-by-object-key'),
  summary: 'Get Custom Fields By Object Key',
  description: 'The custom fields of contacts, and the folders that they stand in.',
  tag,
  params: objectKeyParams,
  querystring: folderQuery,
  answer: { status: 200, description: 'Fields and folders.', schema: folderAnswers.ofObject },
  refusals: ['locationUnreachable'],
})

/** The operations on folders of custom fields. The gate stands before them. */
export function registerCustomFieldFolderRoutes(app: App, context: LocationContext): void {
  app.post('/custom-fields/folder', createOperation, async (request, reply) =>
    reply.code(201).send(await createFolder(context, principalOf(request), checkedBody(request))),
  )

  app.put('/custom-fields/folder/:id', updateOperation, (request) =>
    renameFolder(context, principalOf(request), request.params.id, checkedBody(request)),
  )

  app.delete('/custom-fields/folder/:id', deleteOperation, async (request) => {
    requireValid(request)
    return deleteFolder(context, principalOf(request), { ...request.query, ...request.params })
  })

  app.get('/custom-fields/object-key/:objectKey', listOperation, async (request) => {
    requireValid(request)
    const { locationId } = request.query
    return context.storage.read(
      async (tx) => {
        await findReachableLocation(tx, principalOf(request), locationId)
        const folders = await tx.all(listCustomFieldFolders, { locationId, limit: maxFolders })
        return {
          fields: (await listCustomFields(tx, locationId)).map(fieldOfObject),
          folders: folders.map((folder) => ({
            ...folderView(locationId, folder),
            documentType: 'folder',
            dateAdded: new Date(folder.dateAdded).toISOString(),
          })),
        }
      },
      scopeOf(principalOf(request)),
    )
  })
}

/** A custom field in the words of these operations. */
const fieldOfObject = ({
  id,
  locationId,
  name,
  placeholder,
  dataType,
  fieldKey,
  parentId = '',
  picklistOptions,
  maxFileLimit,
}: CustomField) => ({
  id,
  objectKey: 'contact',
  locationId,
  name,
  placeholder,
  showInForms: true,
  dataType,
  fieldKey,
  parentId,
  options: picklistOptions?.map((option) =>
    typeof option === 'string' ? { key: option, label: option } : { key: option.id, label: option.label },
  ),
  maxFileLimit,
})
