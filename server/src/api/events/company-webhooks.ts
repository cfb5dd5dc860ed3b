import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { beginWebhook, insertAppWebhook, listAppWebhooksOfCompany } from './app-webhook-store.ts'

interface Sources {
  clock: Clock
  ids: Ids
}

/** The most apps of a company whose webhooks a new location gets. */
const maxApps = 1_000

/** Gives a new location the webhooks of the apps that are installed for its whole company. */
export async function addWebhooksOfCompany(
  tx: WriteTx,
  sources: Sources,
  { locationId, companyId }: { locationId: string; companyId: string },
): Promise<void> {
  for (const { clientId, events } of await tx.all(listAppWebhooksOfCompany, { companyId, limit: maxApps }))
    await addAppWebhook(tx, sources, { locationId, companyId, clientId, events })
}

/** Adds the webhook of an app, if it has a URL. It takes the events from now on. */
export async function addAppWebhook(
  tx: WriteTx,
  { clock, ids }: Sources,
  place: { clientId: string; companyId: string; locationId: string; events: string },
): Promise<void> {
  const id = ids.next()
  await tx.run(insertAppWebhook, { ...place, id, dateAdded: clock.now() })
  await tx.run(beginWebhook, { locationId: place.locationId, id })
}
