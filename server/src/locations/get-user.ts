import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import { maxListed } from './bounds.ts'
import type { LocationContext } from './location-context.ts'
import { userView } from './user-answers.ts'
import { findUser, findUserOfLocation, listLocationIdsOfUser } from './user-store.ts'

/** Get User. @throws ApiError 400 where there is none, or none that the token reaches. */
export const getUser = ({ storage }: LocationContext, principal: Principal, id: string) =>
  storage.read(async (tx) => {
    const { locationId, companyId } = principal
    if (locationId !== undefined) {
      const user = await tx.get(findUserOfLocation, { locationId, id })
      if (!user) throw errors.userNotFound(id)
      return userView(user, [locationId])
    }
    const user = await tx.get(findUser, { id })
    if (user?.companyId !== companyId) throw errors.userNotFound(id)
    const rows = await tx.all(listLocationIdsOfUser, { userId: id, limit: maxListed })
    return userView(
      user,
      rows.map((row) => row.locationId),
    )
  })
