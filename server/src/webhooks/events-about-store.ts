import { statement } from '../storage/statement.ts'
import type { WebhookKey } from './delivery-store.ts'

type InLocation = { locationId: string }
type Key = InLocation & { sequence: number }

/** The events between two that are about a contact, or whose documents may contain a text. */
export const listEventsAbout = statement<
  InLocation & { after: number; to: number; contactId: string; pattern: string; limit: number },
  { sequence: number; id: string; type: string; dateAdded: number; document: string }
>(
  'list-webhook-events-about',
  `SELECT sequence, id, type, date_added AS "dateAdded", document FROM webhook_events
   WHERE location_id = :locationId AND sequence > :after AND sequence <= :to
     AND (contact_id = :contactId OR document LIKE :pattern) ORDER BY sequence LIMIT :limit`,
)

export const deleteEvent = statement<Key>(
  'delete-webhook-event',
  'DELETE FROM webhook_events WHERE location_id = :locationId AND sequence = :sequence',
)

/** The deliveries of a webhook about a contact, also of events that are gone. */
export const listDeliveriesAbout = statement<
  WebhookKey & { after: number; contactId: string; limit: number },
  { sequence: number; status: string; attempts: string }
>(
  'list-webhook-deliveries-about',
  `SELECT sequence, status, attempts FROM webhook_deliveries
   WHERE location_id = :locationId AND webhook_id = :webhookId AND sequence > :after
     AND contact_id = :contactId ORDER BY sequence LIMIT :limit`,
)

export const deleteDelivery = statement<WebhookKey & { sequence: number }>(
  'delete-webhook-delivery',
  `DELETE FROM webhook_deliveries
   WHERE location_id = :locationId AND webhook_id = :webhookId AND sequence = :sequence`,
)
