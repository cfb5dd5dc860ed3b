import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Storage } from '../../storage/storage.ts'
import { findReachableLocation } from './find-location.ts'

/** The types of messages that a location can have providers for. */
export const channelTypes = ['SMS', 'Email'] as const

/**
 * Get Conversation Channel.
 * @param sent the type, as in the path.
 * @returns the providers of the type: none, because contactd sends no messages.
 * @throws ApiError 401 for the location, 422 for another type.
 */
export async function getConversationChannel(
  storage: Storage,
  principal: Principal,
  locationId: string,
  sent: string,
): Promise<Partial<Record<(typeof channelTypes)[number], []>>> {
  await storage.read((tx) => findReachableLocation(tx, principal, locationId), scopeOf(principal))
  const type = channelTypes.find((known) => known === sent)
  if (!type) throw errors.unprocessable(['type must be a valid enum value'])
  return { [type]: [] }
}
