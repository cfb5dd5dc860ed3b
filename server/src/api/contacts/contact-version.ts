import { hash } from 'node:crypto'
import { errors } from '../../http/errors.ts'

const tagLength = 22

/** The version of a stored contact, as an entity tag: `"qZ0…"`. Every change of it has another one. */
export const versionOf = (document: string): string =>
  `"${hash('sha256', document, 'base64url').slice(0, tagLength)}"`

/**
 * Refuses a change of a contact that has changed since the caller read it.
 * @param ifMatch the header: entity tags or `*`; undefined for a caller that does not ask. Proxies that compress make
 * tags weak.
 * @throws ApiError 412.
 */
export function refuseOtherVersion(ifMatch: string | undefined, document: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  const tags = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (!tags.includes(versionOf(document))) throw errors.contactChanged()
}
