import { type Principal, scopeOf } from '../../auth/principal.ts'
import { scopeIn, writerTo } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { newBusinessField, withBusinessFieldChange } from './business-field.ts'
import {
  businessFieldView,
  type CreateBusinessFieldBody,
  type UpdateBusinessFieldBody,
} from './business-field-schemas.ts'
import { addCustomField } from './create-custom-field.ts'
import { maxFolders } from './custom-field-folder-schemas.ts'
import { findCustomFieldFolder, listCustomFieldFolders } from './custom-field-folder-store.ts'
import { folderRowView } from './custom-field-folders.ts'
import {
  deleteCustomFieldRow,
  findCustomField,
  findCustomFieldHome,
  listCustomFieldSizes,
  readCustomFields,
  refuseTooLargeFields,
  type StoredCustomField,
  saveCustomField,
} from './custom-field-store.ts'

/**
 * Get Custom Fields By Object Key: the fields of businesses, as the items of a JSON list, and their folders.
 * @throws ApiError 401.
 */
export async function listBusinessFields(
  { storage }: ApiContext,
  principal: Principal,
  locationId: string,
): Promise<{ fields: JsonPieces; folders: object[] }> {
  const scope = scopeOf(principal)
  const { listed, folders } = await storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    return {
      listed: await listCustomFieldSizes(tx, locationId),
      folders: await tx.all(listCustomFieldFolders, { locationId, limit: maxFolders }),
    }
  }, scope)
  const fields = await jsonItems(readCustomFields(storage, locationId, listed, scope), (field) =>
    isOfBusinesses(field) ? JSON.stringify(businessFieldView(field)) : undefined,
  )
  return {
    fields,
    folders: folders.filter(isOfBusinesses).map((folder) => folderRowView(locationId, folder)),
  }
}

/** Get Custom Field / Folder By Id. @throws ApiError 400. */
export const getBusinessField = ({ storage }: ApiContext, principal: Principal, id: string) =>
  storage.read(async (tx) => {
    const locationId = await homeOf(tx, principal, id)
    const field = await findBusinessField(tx, locationId, id)
    if (field) return { field: businessFieldView(field) }
    const folder = await tx.get(findCustomFieldFolder, { locationId, id })
    if (!folder || !isOfBusinesses(folder)) throw errors.customFieldNotFound(id)
    return { field: folderRowView(locationId, folder) }
  }, scopeOf(principal))

/** Create Custom Field, of businesses. @throws ApiError 400, 401, 422. */
export const createBusinessField = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  { locationId, ...sent }: CreateBusinessFieldBody,
) =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      const { objectKey: _, ...spec } = requireName(sent)
      const field = newBusinessField(ids, { id: ids.next(), locationId }, spec)
      return { field: businessFieldView(await addCustomField(tx, clock, field)) }
    },
    scopeIn(principal, locationId),
  )

/** Update Custom Field By Id, one of businesses. @throws ApiError 400, 401, 422. */
export const updateBusinessField = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
  { locationId, ...sent }: UpdateBusinessFieldBody,
) =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      const change = requireName(sent)
      const before = await requireBusinessField(tx, locationId, id)
      const field = {
        ...withBusinessFieldChange(ids, before, change),
        dateAdded: before.dateAdded,
        dateUpdated: new Date(clock.now()).toISOString(),
      }
      await saveCustomField(tx, field)
      await refuseTooLargeFields(tx, locationId)
      return { field: businessFieldView(field) }
    },
    scopeIn(principal, locationId),
  )

/** Delete Custom Field By Id, one of businesses. No record of contactd has a value of it. @throws ApiError 400. */
export const deleteBusinessField = (
  { storage }: ApiContext,
  principal: Principal,
  id: string,
): Promise<{ succeded: true; id: string; key: string }> =>
  writeToBusinessField(storage, principal, id, async (tx, local) => {
    const locationId = await homeOf(tx, local, id)
    const { fieldKey } = await requireBusinessField(tx, locationId, id)
    await tx.run(deleteCustomFieldRow, { locationId, id })
    return { succeded: true, id, key: fieldKey }
  })

const writeToBusinessField = writerTo({
  findHome: findCustomFieldHome,
  notFound: errors.customFieldNotFound,
})

/** The location of the token, or, for a company's token, the one of its locations that has the id. */
async function homeOf(tx: ReadTx, { companyId, locationId }: Principal, id: string): Promise<string> {
  const home = locationId ?? (await tx.get(findCustomFieldHome, { companyId, id }))?.locationId
  if (home === undefined) throw errors.customFieldNotFound(id)
  return home
}

async function findBusinessField(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<StoredCustomField | undefined> {
  const field = await findCustomField(tx, locationId, id)
  return field && isOfBusinesses(field) ? field : undefined
}

async function requireBusinessField(tx: ReadTx, locationId: string, id: string): Promise<StoredCustomField> {
  const field = await findBusinessField(tx, locationId, id)
  if (!field) throw errors.customFieldNotFound(id)
  return field
}

const isOfBusinesses = ({ model }: { model: string }) => model === 'business'
