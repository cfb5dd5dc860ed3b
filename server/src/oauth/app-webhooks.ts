import {
  changeEventsOfCompany,
  changeEventsOfLocation,
  endAppWebhook,
  endAppWebhooksOfCompany,
  findAppWebhook,
  listLocationsWithoutApp,
} from '../api/events/app-webhook-store.ts'
import { addAppWebhook } from '../api/events/company-webhooks.ts'
import { eventsOfScopes } from '../api/events/event-types.ts'
import { maxLocations } from '../api/locations/add-location.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import { findApp } from './app-store.ts'
import { findInstallation } from './installation-store.ts'

interface Sources {
  clock: Clock
  ids: Ids
}

/** Where an app is installed: without a location in the whole company. */
export interface InstalledPlace {
  clientId: string
  companyId: string
  locationId: string | undefined
}

/**
 * Lets the webhook of an app, if it has one, take the events that its scopes allow, from now on: in a location, or in
 * the company and each of its locations.
 */
export async function subscribeApp(
  tx: WriteTx,
  sources: Sources,
  { clientId, companyId, locationId }: InstalledPlace,
  scopes: readonly string[],
): Promise<void> {
  if ((await tx.get(findApp, { clientId }))?.webhookUrl == null) return
  const events = eventsOfScopes(scopes).join(',')
  if (locationId !== undefined) {
    await tx.run(changeEventsOfLocation, { locationId, clientId, events })
    await requireWebhook(tx, sources, { clientId, companyId, locationId, events })
    return
  }
  await tx.run(changeEventsOfCompany, { companyId, clientId, events })
  await requireWebhook(tx, sources, { clientId, companyId, locationId: companyId, events })
  const limit = maxLocations
  for (const { id } of await tx.all(listLocationsWithoutApp, { companyId, clientId, limit }))
    await addAppWebhook(tx, sources, { clientId, companyId, locationId: id, events })
}

/** Adds the webhook of an app in a location unless it is there. */
async function requireWebhook(
  tx: WriteTx,
  sources: Sources,
  place: { clientId: string; companyId: string; locationId: string; events: string },
): Promise<void> {
  const { locationId, clientId } = place
  if (!(await tx.get(findAppWebhook, { locationId, clientId }))) await addAppWebhook(tx, sources, place)
}

/**
 * Ends the webhooks of an app that is no longer installed in a place. What was recorded is still delivered. Where it is
 * also installed in the other way, for the company or for the location alone, its webhook goes on.
 */
export async function unsubscribeApp(
  tx: WriteTx,
  { clientId, companyId, locationId }: InstalledPlace,
): Promise<void> {
  if (locationId === undefined) {
    await tx.run(endAppWebhooksOfCompany, { companyId, clientId })
    return
  }
  const inCompany = await tx.get(findInstallation, { clientId, companyId, locationId: null })
  if (!inCompany) await tx.run(endAppWebhook, { locationId, clientId })
}
