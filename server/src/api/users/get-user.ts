import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableUser } from './find-user.ts'
import { userView } from './user-responses.ts'

/** Get User. @throws ApiError 400 if there is none that the token can access. */
export const getUser = ({ storage }: ApiContext, principal: Principal, id: string) =>
  storage.read(async (tx) => userView(await findReachableUser(tx, principal, id), principal))
