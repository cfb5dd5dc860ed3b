import { type Principal, scopeOf } from '../auth/principal.ts'
import type { ContactContext } from './contact-context.ts'
import { findReachableDocument } from './find-contact.ts'

/** Get Contact. @returns JSON of the contact, as stored and answered. @throws ApiError 400, 403. */
export const getContact = ({ storage }: ContactContext, principal: Principal, id: string): Promise<string> =>
  storage.read((tx) => findReachableDocument(tx, principal, id), scopeOf(principal))
