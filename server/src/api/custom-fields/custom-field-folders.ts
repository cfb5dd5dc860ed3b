import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { type CustomFieldModel, wordOfName } from './custom-field.ts'
import { type CreateFolderBody, maxFolders, type UpdateFolderBody } from './custom-field-folder-schemas.ts'
import {
  type CustomFieldFolderRow,
  countCustomFieldFolders,
  deleteCustomFieldFolder,
  findCustomFieldFolder,
  findCustomFieldFolderByName,
  insertCustomFieldFolder,
  renameCustomFieldFolder,
} from './custom-field-folder-store.ts'
import { listCustomFields, saveCustomField } from './custom-field-store.ts'

/**
 * A folder of a location.
 * @param model the required model of the folder; any if missing.
 * @throws ApiError 400 if the location has no such folder.
 */
export async function requireFolder(
  tx: ReadTx,
  locationId: string,
  id: string,
  model?: CustomFieldModel,
): Promise<CustomFieldFolderRow> {
  const folder = await tx.get(findCustomFieldFolder, { locationId, id })
  if (!folder || (model !== undefined && folder.model !== model)) throw errors.customFieldFolderNotFound(id)
  return folder
}

/**
 * Creates a folder in an existing location. Names are unique among the folders of a model.
 * @throws ApiError 400 if the name is taken or the location has reached the limit.
 */
export async function createFolder(
  tx: WriteTx,
  { clock, ids }: Pick<ApiContext, 'clock' | 'ids'>,
  locationId: string,
  { model, ...spec }: Pick<CustomFieldFolderRow, 'name' | 'model'>,
): Promise<CustomFieldFolderRow> {
  const name = spec.name.trim()
  const same = await tx.get(findCustomFieldFolderByName, { locationId, model, name })
  if (same) throw errors.customFieldFolderTaken(same.id)
  const count = (await tx.get(countCustomFieldFolders, { locationId }))?.count ?? 0
  if (count >= maxFolders) throw errors.tooMany('custom field folders', maxFolders)
  const row = { id: ids.next(), name, model, dateAdded: clock.now() }
  await tx.run(insertCustomFieldFolder, { locationId, ...row })
  return row
}

/** Create Custom Field Folder. @throws ApiError 400, 401, 422. */
export const createFolderOfObject = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  body: CreateFolderBody,
) =>
  storage.write(
    async (tx) => {
      const { locationId, objectKey } = body
      await findReachableLocation(tx, principal, locationId)
      const { name } = requireName(body)
      return folderView(
        locationId,
        await createFolder(tx, { clock, ids }, locationId, { name, model: objectKey }),
      )
    },
    scopeIn(principal, body.locationId),
  )

/** Update Custom Field Folder: its name. @throws ApiError 400, 401, 422. */
export const renameFolder = (
  { storage }: ApiContext,
  principal: Principal,
  id: string,
  body: UpdateFolderBody,
) =>
  storage.write(
    async (tx) => {
      const { locationId } = body
      await findReachableLocation(tx, principal, locationId)
      const { name } = requireName(body)
      const row = { ...(await requireFolder(tx, locationId, id)), name: name.trim() }
      const same = await tx.get(findCustomFieldFolderByName, { locationId, model: row.model, name: row.name })
      if (same && same.id !== id) throw errors.customFieldFolderTaken(same.id)
      await tx.run(renameCustomFieldFolder, { locationId, id, name: row.name })
      return folderView(locationId, row)
    },
    scopeIn(principal, body.locationId),
  )

/** Delete Custom Field Folder: keeps its custom fields. @throws ApiError 400, 401. */
export const deleteFolder = (
  { storage }: ApiContext,
  principal: Principal,
  { locationId, id }: { locationId: string; id: string },
): Promise<{ succeded: true; id: string; key: string }> =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      const { name, model } = await requireFolder(tx, locationId, id)
      for (const { parentId, ...field } of await listCustomFields(tx, locationId)) {
        if (parentId === id) await saveCustomField(tx, field)
      }
      await tx.run(deleteCustomFieldFolder, { locationId, id })
      return { succeded: true, id, key: `${model}.${wordOfName(name)}` }
    },
    scopeIn(principal, locationId),
  )

/** A folder as the operations on folders return it. */
const folderView = (locationId: string, { id, name, model }: CustomFieldFolderRow) => ({
  id,
  objectKey: model,
  locationId,
  name,
})

/** A folder as in lists. */
export const folderRowView = (locationId: string, folder: CustomFieldFolderRow) => ({
  ...folderView(locationId, folder),
  documentType: 'folder',
  dateAdded: new Date(folder.dateAdded).toISOString(),
})
