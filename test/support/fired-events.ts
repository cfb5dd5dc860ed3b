import { statement } from '../../server/src/storage/statement.ts'
import type { TestServer } from './server.ts'

/** An event as a webhook would get it, without what its delivery adds. */
export interface FiredEvent {
  type: string
  /** The contact in whose order it is delivered. */
  contactId: string | null
  payload: Record<string, unknown>
  /** The payload as text. */
  text: string
}

const insertWebhook = statement<{
  locationId: string
  id: string
  companyId: string
  events: string
  dateAdded: number
}>(
  'test-insert-webhook',
  `INSERT INTO webhooks (location_id, id, company_id, url, events, sealed_secret, date_added)
   VALUES (:locationId, :id, :companyId, 'http://127.0.0.1:9/', :events, '', :dateAdded)`,
)

const listEvents = statement<
  { locationId: string; after: number },
  { sequence: number; type: string; contactId: string | null; document: string }
>(
  'test-list-events',
  `SELECT sequence, type, contact_id AS "contactId", document FROM webhook_events
   WHERE location_id = :locationId AND sequence > :after ORDER BY sequence LIMIT 100000`,
)

/** A webhook of a location that takes events, and what has fired since. */
export class FiredEvents {
  readonly #server: Pick<TestServer, 'storage'>
  readonly #locationId: string
  #after = 0

  private constructor(server: Pick<TestServer, 'storage'>, locationId: string) {
    this.#server = server
    this.#locationId = locationId
  }

  /** @param locationId or the id of a company, for its events. @param events all of them by default. */
  static async watch(
    server: Pick<TestServer, 'storage' | 'ids' | 'clock' | 'companyId'>,
    locationId: string,
    events = '*',
  ): Promise<FiredEvents> {
    const { storage, ids, clock, companyId } = server
    const row = { locationId, id: ids.next(), companyId, events, dateAdded: clock.now() }
    await storage.write((tx) => tx.run(insertWebhook, row), { locationId })
    const fired = FiredEvents.all(server, locationId)
    await fired.take()
    return fired
  }

  /** What is fired without a webhook of the test's own, from the beginning. */
  static all(server: Pick<TestServer, 'storage'>, locationId: string): FiredEvents {
    return new FiredEvents(server, locationId)
  }

  /** The events since the last call, in their order. */
  async take(): Promise<FiredEvent[]> {
    const place = { locationId: this.#locationId, after: this.#after }
    const rows = await this.#server.storage.read((tx) => tx.all(listEvents, place))
    this.#after = rows.at(-1)?.sequence ?? this.#after
    return rows.map(({ type, contactId, document }) => ({
      type,
      contactId,
      payload: JSON.parse(document) as Record<string, unknown>,
      text: document,
    }))
  }

  /** The types of the events since the last call. */
  async types(): Promise<string[]> {
    return (await this.take()).map(({ type }) => type)
  }
}
