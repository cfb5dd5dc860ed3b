import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { beginWebhook, copyAppWebhook, listAppWebhooksOfCompany } from './app-webhook-store.ts'

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
  for (const { id, clientId } of await tx.all(listAppWebhooksOfCompany, { companyId, limit: maxApps }))
    await copyWebhookTo(tx, sources, locationId, { companyId, clientId, companyWebhookId: id })
}

/** Gives a location the webhook that an app has for its company. It takes the events from now on. */
export async function copyWebhookTo(
  tx: WriteTx,
  { clock, ids }: Sources,
  locationId: string,
  from: { companyId: string; clientId: string; companyWebhookId: string },
): Promise<void> {
  const id = ids.next()
  await tx.run(copyAppWebhook, { locationId, id, ...from, dateAdded: clock.now() })
  await tx.run(beginWebhook, { locationId, id })
}
