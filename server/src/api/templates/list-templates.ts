import { type Principal, scopeOf } from '../../auth/principal.ts'
import { readPage } from '../../http/paging.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { type TemplatesQuery, templatePage } from './template-schemas.ts'
import { countListedTemplates, findTemplate, listTemplates } from './template-store.ts'

/**
 * A page of the templates of a location.
 * @returns the items of a JSON list, and the number of templates on all pages.
 * @throws ApiError 401 for the location.
 */
export async function listTemplatesOfLocation(
  storage: Storage,
  principal: Principal,
  locationId: string,
  { originId, type, deleted, ...asked }: TemplatesQuery,
): Promise<{ templates: JsonPieces; totalCount: number }> {
  const scope = scopeOf(principal)
  const { rows, totalCount } = await storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    if (originId !== locationId) return { rows: [], totalCount: 0 }
    const listed = { locationId, type: type ?? '', deleted: deleted ? 1 : 0 } as const
    const rows = await tx.all(listTemplates, { ...listed, ...readPage(asked, templatePage) })
    return { rows, totalCount: (await tx.get(countListedTemplates, listed))?.count ?? 0 }
  }, scope)
  const find = (tx: ReadTx, { id }: { id: string }) => tx.get(findTemplate, { locationId, id })
  const found = readInSlices(storage, rows, find, { scope })
  return { templates: await jsonItems(found, ({ document }) => document), totalCount }
}
