import { type Principal, scopeOf } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import type { ReadTx } from '../storage/storage.ts'
import { fieldKeyOf } from './custom-field.ts'
import { type CreateFolderBody, maxFolders, type UpdateFolderBody } from './custom-field-folder-schemas.ts'
import {
  type CustomFieldFolderRow,
  countCustomFieldFolders,
  deleteCustomFieldFolder,
  findCustomFieldFolder,
  insertCustomFieldFolder,
  renameCustomFieldFolder,
} from './custom-field-folder-store.ts'
import { listCustomFields, updateCustomFieldRow } from './custom-field-store.ts'
import { findReachableLocation, locationIdOf } from './find-location.ts'
import type { LocationContext } from './location-context.ts'
import { requireName } from './require-name.ts'

/** A folder of a location. @throws ApiError 400 where the location has none of the id. */
export async function requireFolder(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<CustomFieldFolderRow> {
  const folder = await tx.get(findCustomFieldFolder, { locationId, id })
  if (!folder) throw errors.customFieldFolderNotFound(id)
  return folder
}

/** Create Custom Field Folder. @throws ApiError 401, 422; 400 where the location has as many as it can. */
export const createFolder = (
  { storage, clock, ids }: LocationContext,
  principal: Principal,
  body: Checked<CreateFolderBody>,
) =>
  storage.write(async (tx) => {
    await refuseForeign(tx, principal, body)
    const { locationId, name } = requireName(body.valid())
    const count = (await tx.get(countCustomFieldFolders, { locationId }))?.count ?? 0
    if (count >= maxFolders) throw errors.tooMany('custom field folders', maxFolders)
    const row = { id: ids.next(), name: name.trim(), dateAdded: clock.now() }
    await tx.run(insertCustomFieldFolder, { locationId, ...row })
    return folderView(locationId, row)
  }, scopeOf(principal))

/** Update Custom Field Folder: its name. @throws ApiError 400, 401, 422. */
export const renameFolder = (
  { storage }: LocationContext,
  principal: Principal,
  id: string,
  body: Checked<UpdateFolderBody>,
) =>
  storage.write(async (tx) => {
    await refuseForeign(tx, principal, body)
    const { locationId, name } = requireName(body.valid())
    const row = { ...(await requireFolder(tx, locationId, id)), name: name.trim() }
    await tx.run(renameCustomFieldFolder, { locationId, id, name: row.name })
    return folderView(locationId, row)
  }, scopeOf(principal))

/** Delete Custom Field Folder: its custom fields stay, and stand in none. @throws ApiError 400, 401. */
export const deleteFolder = (
  { storage }: LocationContext,
  principal: Principal,
  { locationId, id }: { locationId: string; id: string },
): Promise<{ succeded: true; id: string; key: string }> =>
  storage.write(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    const { name } = await requireFolder(tx, locationId, id)
    for (const { parentId, ...field } of await listCustomFields(tx, locationId)) {
      if (parentId !== id) continue
      const { position } = field
      await tx.run(updateCustomFieldRow, {
        locationId,
        id: field.id,
        position,
        document: JSON.stringify(field),
      })
    }
    await tx.run(deleteCustomFieldFolder, { locationId, id })
    return { succeded: true, id, key: fieldKeyOf(name) }
  }, scopeOf(principal))

/** Before the body is judged. @throws ApiError 401 where it names a location that the token doesn't reach. */
async function refuseForeign(tx: ReadTx, principal: Principal, { raw }: Checked<unknown>): Promise<void> {
  const named = locationIdOf(raw)
  if (named !== undefined) await findReachableLocation(tx, principal, named)
}

/** A folder as answered. */
export const folderView = (locationId: string, { id, name }: CustomFieldFolderRow) => ({
  id,
  objectKey: 'contact',
  locationId,
  name,
})
