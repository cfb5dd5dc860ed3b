import { type Principal, scopeOf } from '../../auth/principal.ts'
import { readPage } from '../../http/paging.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import type { CustomFieldModel } from './custom-field.ts'
import { maxFolders } from './custom-field-folder-schemas.ts'
import { listCustomFieldFolders } from './custom-field-folder-store.ts'
import {
  customFieldFolderView,
  customFieldView,
  type SearchCustomFieldsQuery,
} from './custom-field-schemas.ts'
import { listCustomFieldSizes, maxCustomFields, readCustomFields } from './custom-field-store.ts'

const defaultLimit = 10

/** Whether a field or folder belongs to the model of a query, `contact` by default. */
export const isOfModel =
  (named: 'contact' | 'opportunity' | 'all' = 'contact') =>
  ({ model }: { model: CustomFieldModel }): boolean =>
    named === 'all' ? model !== 'business' : model === named

/** A page of custom fields, or of folders. */
interface FoundCustomFields {
  /** The items of a JSON list. */
  customFields: JsonPieces
  customFieldFolders: object[]
  /** The number on all pages. */
  totalItems: number
}

/**
 * Search Custom Fields: a page of the fields of a location or, by `documentType`, of its folders. Scans them: a
 * location has few of both.
 * @throws ApiError 401, 422.
 */
export async function searchCustomFields(
  { storage }: ApiContext,
  principal: Principal,
  locationId: string,
  { query: text = '', model, parentId, documentType, ...page }: SearchCustomFieldsQuery,
): Promise<FoundCustomFields> {
  const scope = scopeOf(principal)
  const { folders, listed } = await storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    return documentType === 'folder'
      ? { listed: [], folders: await tx.all(listCustomFieldFolders, { locationId, limit: maxFolders }) }
      : { folders: [], listed: await listCustomFieldSizes(tx, locationId) }
  }, scope)
  const { skip, limit } = readPage(page, { limit: defaultLimit, maxLimit: maxCustomFields })
  const wanted = text.toLowerCase()
  const holdsText = (...texts: string[]) => texts.some((one) => one.toLowerCase().includes(wanted))
  const isFound = isOfModel(model)
  // Folders are in no folder.
  const foundFolders = parentId ? [] : folders.filter((one) => isFound(one) && holdsText(one.name))
  let totalItems = foundFolders.length
  const customFields = await jsonItems(readCustomFields(storage, locationId, listed, scope), (field) => {
    if (!isFound(field) || !holdsText(field.name, field.fieldKey)) return undefined
    if (parentId && field.parentId !== parentId) return undefined
    totalItems += 1
    const isOnPage = totalItems > skip && totalItems <= skip + limit
    return isOnPage ? JSON.stringify(withRowId(customFieldView(field))) : undefined
  })
  const customFieldFolders = foundFolders
    .slice(skip, skip + limit)
    .map((one) => withRowId(customFieldFolderView(locationId, one)))
  return { customFields, customFieldFolders, totalItems }
}

/** Live rows have the id twice, and clients read either. */
const withRowId = <Row extends { id: string }>(row: Row) => ({ _id: row.id, ...row })
