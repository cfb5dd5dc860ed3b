import { statement } from '../../storage/statement.ts'

type Place = { locationId: string; clientId: string }

/** The webhook of an app in a location, or under the id of a company for its own events. */
export const findAppWebhook = statement<Place, { id: string }>(
  'find-webhook-of-app',
  `SELECT id FROM webhooks
   WHERE location_id = :locationId AND client_id = :clientId AND last_sequence IS NULL`,
)

/** Those of the apps that are installed for a whole company. */
export const listAppWebhooksOfCompany = statement<
  { companyId: string; limit: number },
  { clientId: string; events: string }
>(
  'list-webhooks-of-apps-of-company',
  `SELECT client_id AS "clientId", events FROM webhooks
   WHERE location_id = :companyId AND client_id IS NOT NULL AND last_sequence IS NULL LIMIT :limit`,
)

/** Adds the webhook of an app; none if the app has no URL. */
export const insertAppWebhook = statement<
  Place & { id: string; companyId: string; events: string; dateAdded: number }
>(
  'insert-webhook-of-app',
  `INSERT INTO webhooks (location_id, id, client_id, company_id, url, events, sealed_secret, date_added)
   SELECT CAST(:locationId AS TEXT), CAST(:id AS TEXT), a.client_id, CAST(:companyId AS TEXT), a.webhook_url,
     CAST(:events AS TEXT), a.sealed_webhook_secret, CAST(:dateAdded AS BIGINT)
   FROM apps a WHERE a.client_id = :clientId AND a.webhook_url IS NOT NULL`,
)

/** A webhook takes the events after the last one of its location. */
export const beginWebhook = statement<{ locationId: string; id: string }>(
  'begin-webhook',
  `INSERT INTO webhook_progress (location_id, webhook_id, position, leased_until, failures, dropped)
   SELECT w.location_id, w.id, COALESCE((
     SELECT MAX(e.sequence) FROM webhook_events e WHERE e.location_id = :locationId), 0), 0, 0, 0
   FROM webhooks w WHERE w.location_id = :locationId AND w.id = :id`,
)

export const changeEventsOfLocation = statement<Place & { events: string }>(
  'change-events-of-app-in-location',
  `UPDATE webhooks SET events = :events
   WHERE location_id = :locationId AND client_id = :clientId AND last_sequence IS NULL`,
)

export const changeEventsOfCompany = statement<{ companyId: string; clientId: string; events: string }>(
  'change-events-of-app-in-company',
  `UPDATE webhooks SET events = :events
   WHERE company_id = :companyId AND client_id = :clientId AND last_sequence IS NULL`,
)

/** The locations of a company where an app has no webhook. */
export const listLocationsWithoutApp = statement<
  { companyId: string; clientId: string; limit: number },
  { id: string }
>(
  'list-locations-without-webhook-of-app',
  // One subquery, since a database that distributes locations runs none for each of them.
  `SELECT l.id FROM locations l
   WHERE l.company_id = :companyId AND l.date_deleted IS NULL AND l.id NOT IN (
     SELECT w.location_id FROM webhooks w WHERE w.client_id = :clientId AND w.last_sequence IS NULL)
   ORDER BY l.id LIMIT :limit`,
)

/** The last event of its location is the last that an ended webhook takes. */
const ended = (location: string) => `UPDATE webhooks SET last_sequence = (
     SELECT COALESCE(MAX(e.sequence), 0) FROM webhook_events e WHERE e.location_id = ${location})
   WHERE last_sequence IS NULL AND client_id = :clientId`
const endedAnywhere = ended('webhooks.location_id')

export const endAppWebhook = statement<Place>(
  'end-webhook-of-app',
  `${ended(':locationId')} AND location_id = :locationId`,
)

/** Except where the app is also installed in the location itself. */
export const endAppWebhooksOfCompany = statement<{ companyId: string; clientId: string }>(
  'end-webhooks-of-app-in-company',
  `${endedAnywhere} AND company_id = :companyId AND NOT EXISTS (
     SELECT 1 FROM installations i
     WHERE i.client_id = :clientId AND i.location_id = webhooks.location_id AND i.date_uninstalled IS NULL)`,
)

export const endAllAppWebhooks = statement<{ clientId: string }>('end-webhooks-of-app', endedAnywhere)
