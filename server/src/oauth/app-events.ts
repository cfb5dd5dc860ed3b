import type { NewEvent } from '../api/events/record-events.ts'
import { appIdOf } from './app.ts'
import type { InstalledPlace } from './app-webhooks.ts'

/** An app was installed. */
export const installEvent = (
  { clientId, companyId, locationId }: InstalledPlace,
  { userId, companyName }: { userId: string | undefined; companyName: string | undefined },
): NewEvent => ({
  type: 'INSTALL',
  isPlaced: true,
  payload: { appId: appIdOf(clientId), locationId, companyId, userId, companyName },
})

/** An app was uninstalled from a location, or from a company. */
export const uninstallEvent = ({ clientId, companyId, locationId }: InstalledPlace): NewEvent => ({
  type: 'UNINSTALL',
  isPlaced: true,
  payload: { appId: appIdOf(clientId), ...(locationId === undefined ? { companyId } : { locationId }) },
})
