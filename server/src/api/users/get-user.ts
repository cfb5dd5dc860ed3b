import type { Principal } from '../../auth/principal.ts'
import type { LocationContext } from '../locations/location-context.ts'
import { findReachableUser } from './find-user.ts'
import { userView } from './user-responses.ts'

/** Get User. @throws ApiError 400 if there is none that the token can access. */
export const getUser = ({ storage }: LocationContext, principal: Principal, id: string) =>
  storage.read(async (tx) => userView(await findReachableUser(tx, principal, id), principal))
