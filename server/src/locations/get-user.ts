import type { Principal } from '../auth/principal.ts'
import { findReachableUser } from './find-user.ts'
import type { LocationContext } from './location-context.ts'
import { userView } from './user-answers.ts'

/** Get User. @throws ApiError 400 where there is none, or none that the token reaches. */
export const getUser = ({ storage }: LocationContext, principal: Principal, id: string) =>
  storage.read(async (tx) => userView(await findReachableUser(tx, principal, id), principal))
