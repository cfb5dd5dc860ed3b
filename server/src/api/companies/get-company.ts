import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Storage } from '../../storage/storage.ts'
import { companyView } from './company.ts'
import { countLocationsLeft, findCompany } from './company-store.ts'

/** Get Company: only that of the token. @throws ApiError 401. */
export const getCompany = (storage: Storage, principal: Principal, id: string) =>
  storage.read(async (tx) => {
    const row = id === principal.companyId ? await tx.get(findCompany, { id }) : undefined
    if (!row) throw errors.locationUnreachable()
    const locationCount = (await tx.get(countLocationsLeft, { companyId: id }))?.count ?? 0
    return { ...companyView(row), locationCount }
  }, scopeOf(principal))
