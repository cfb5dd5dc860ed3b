import { setTimeout as sleep } from 'node:timers/promises'
import type { Contact } from '../../server/src/api/contacts/contact.ts'
import { eventsOfUpdate } from '../../server/src/api/contacts/contact-events.ts'
import { recordEvents } from '../../server/src/api/events/record-events.ts'
import { openSecrets } from '../../server/src/cli/open-secret-key.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { statement } from '../../server/src/storage/statement.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import { addWebhook } from '../../server/src/webhooks/add-webhook.ts'
import { deliveryBody } from '../../server/src/webhooks/delivery-body.ts'
import { findLastEventOfLocation, listEvents } from '../../server/src/webhooks/delivery-store.ts'
import { openWebhookKeys } from '../../server/src/webhooks/signing/webhook-keys.ts'
import { WebhookSecrets } from '../../server/src/webhooks/signing/webhook-secrets.ts'
import type { ExampleData } from '../example-data.ts'

type Key = { locationId: string; webhookId: string }
const key = 'location_id = :locationId AND webhook_id = :webhookId'

const pauseWebhook = statement<Key & { now: number }>(
  'bench-pause-webhook',
  `UPDATE webhook_progress SET date_paused = :now WHERE ${key}`,
)
const rewindWebhook = statement<Key & { position: number }>(
  'bench-rewind-webhook',
  `UPDATE webhook_progress SET position = :position WHERE ${key}`,
)
const forgetDeliveries = statement<Key>(
  'bench-forget-deliveries',
  `DELETE FROM webhook_deliveries WHERE ${key}`,
)
const forgetProgress = statement<Key>('bench-forget-progress', `DELETE FROM webhook_progress WHERE ${key}`)
const forgetWebhook = statement<Key>(
  'bench-forget-webhook',
  'DELETE FROM webhooks WHERE location_id = :locationId AND id = :webhookId',
)
const listPositions = statement<
  { locationId: string; limit: number },
  { webhookId: string; position: number; leasedUntil: number }
>(
  'bench-list-positions',
  `SELECT webhook_id AS "webhookId", position, leased_until AS "leasedUntil" FROM webhook_progress
   WHERE location_id = :locationId LIMIT :limit`,
)

const lookEveryMs = 20
const eventsPerWrite = 10_000
const most = 1_000_000

/** The webhooks of the location of a database that a server may have open. */
export class WebhookDatabase {
  readonly #storage: Storage
  readonly #secrets: WebhookSecrets
  readonly #example: ExampleData

  private constructor(storage: Storage, secrets: WebhookSecrets, example: ExampleData) {
    this.#storage = storage
    this.#secrets = secrets
    this.#example = example
  }

  static async open(database: string, example: ExampleData): Promise<WebhookDatabase> {
    const storage = await openStorage({ database, clock })
    const secrets = await openSecrets(database, storage)
    const keys = openWebhookKeys({ storage, secrets, clock, ids }, { legacySignature: false })
    return new WebhookDatabase(storage, new WebhookSecrets(secrets, keys), example)
  }

  /** Adds a webhook that takes every event from now on. @returns its id. */
  async add(url: string): Promise<string> {
    const { locationId, companyId } = this.#example
    const id = ids.next()
    const { sealed: sealedSecret } = await this.#secrets.make()
    const row = { locationId, companyId, id, clientId: null, url, events: '*', sealedSecret }
    await this.#write((tx) => addWebhook(tx, { ...row, dateAdded: clock.now() }))
    return id
  }

  /** Pauses a webhook: the server records its events and delivers none. */
  async pause(webhookId: string): Promise<void> {
    const { locationId } = this.#example
    await this.#write((tx) => tx.run(pauseWebhook, { locationId, webhookId, now: clock.now() }))
  }

  /** Makes the last events of the location undelivered to webhooks that have got them. */
  async rewind(webhookIds: readonly string[], events: number): Promise<void> {
    const { locationId } = this.#example
    await this.#until(webhookIds, ({ leasedUntil }) => leasedUntil === 0)
    await this.#write(async (tx) => {
      const last = (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? 0
      for (const webhookId of webhookIds) {
        await tx.run(forgetDeliveries, { locationId, webhookId })
        await tx.run(rewindWebhook, { locationId, webhookId, position: last - events })
      }
    })
  }

  /** Resolves when webhooks have got the last event. */
  async delivered(webhookIds: readonly string[]): Promise<void> {
    const { locationId } = this.#example
    const last = await this.#storage.read((tx) => tx.get(findLastEventOfLocation, { locationId }))
    await this.#until(webhookIds, ({ position }) => position >= (last?.sequence ?? 0))
  }

  async remove(webhookId: string): Promise<void> {
    const { locationId } = this.#example
    await this.#write(async (tx) => {
      for (const sql of [forgetWebhook, forgetProgress, forgetDeliveries])
        await tx.run(sql, { locationId, webhookId })
    })
  }

  /** What is sent for the last events of the location. */
  async bodies(events: number): Promise<string[]> {
    const { locationId } = this.#example
    return this.#storage.read(async (tx) => {
      const to = (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? 0
      const rows = await tx.all(listEvents, {
        locationId,
        webhookId: '',
        after: to - events,
        to,
        limit: most,
      })
      return rows.map((row) => deliveryBody(row, null))
    })
  }

  /** Records updates of the location's contacts in turns. */
  async fill(events: number): Promise<void> {
    const { locationId, contactIds, document } = this.#example
    const contact = JSON.parse(document) as Contact
    const taken = { has: () => true }
    for (let first = 0; first < events; first += eventsPerWrite)
      await this.#write(async (tx) => {
        for (let number = first; number < Math.min(events, first + eventsPerWrite); number += 1) {
          const after = { ...contact, id: contactIds[number % contactIds.length] ?? '' }
          const update = eventsOfUpdate({ ...after, city: `Not ${after.city}` }, after)
          await recordEvents(tx, { locationId, ids, at: clock.now() }, taken, update)
        }
      })
  }

  close(): Promise<void> {
    return this.#storage.close()
  }

  #write(fn: Parameters<Storage['write']>[0]): Promise<unknown> {
    return this.#storage.write(fn, { locationId: this.#example.locationId })
  }

  async #until(
    webhookIds: readonly string[],
    isReached: (progress: { position: number; leasedUntil: number }) => boolean,
  ): Promise<void> {
    const asked = { locationId: this.#example.locationId, limit: most }
    // Ends: the whole run has a deadline.
    for (;;) {
      const all = await this.#storage.read((tx) => tx.all(listPositions, asked))
      if (all.every((one) => !webhookIds.includes(one.webhookId) || isReached(one))) return
      await sleep(lookEveryMs)
    }
  }
}
