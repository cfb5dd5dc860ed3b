import type { Principal } from '../auth/principal.ts'

/**
 * The caller of a use case that a command runs in a location: its database has been opened, so that it needs no scopes.
 * @param command its words, such as `contact merge`.
 */
export const principalOfCommand = (
  command: string,
  { companyId, locationId }: { companyId: string; locationId: string },
): Principal => ({
  kind: 'private',
  sourceId: `contactd-${command.replaceAll(' ', '-')}`,
  companyId,
  locationId,
  scopes: new Set(),
  rateLimitKey: locationId,
})
