import { statement } from '../storage/statement.ts'

export type WebhookKey = { locationId: string; webhookId: string }

const key = 'location_id = :locationId AND webhook_id = :webhookId'

const waiting = `SELECT p.location_id AS "locationId", p.webhook_id AS "webhookId" FROM webhook_progress p`
/** No lease is so long: one that ends later is of a clock that was wrong. */
const longestLeaseMs = 30_000
// Without an OR: PostgreSQL's writer finds no location in a statement with one.
const isLeased = `leased_until >= :systemNow AND leased_until <= CAST(:systemNow AS BIGINT) + ${longestLeaseMs}`
/** No node works on it, and it takes new events: see `maxFailures`. */
const isFree = `NOT (${isLeased}) AND p.date_paused IS NULL`
const isBehind = (location: string) => `p.failures < :maxFailures AND p.position < (
       SELECT COALESCE(MAX(e.sequence), 0) FROM webhook_events e WHERE e.location_id = ${location})`

/** No attempt is so far ahead: one that is comes from a clock that was wrong, and is due. */
export const longestWaitMs = 7 * 24 * 60 * 60 * 1000
const isTooLate = `next_attempt > CAST(:now AS BIGINT) + ${longestWaitMs}`

/** A condition on the location, for the forms of statements that read in one. */
const isOfLocation = 'p.location_id = :ofLocation AND '

/** Two ranges of the index, because those in between can be many. */
const dueWebhooks = (place: string) =>
  `SELECT * FROM (${waiting} WHERE ${place}p.next_attempt IS NOT NULL AND p.next_attempt <= :now AND ${isFree}
     ORDER BY p.next_attempt LIMIT :limit) AS due
   UNION ALL SELECT * FROM (${waiting} WHERE ${place}p.next_attempt IS NOT NULL AND p.${isTooLate} AND ${isFree}
     ORDER BY p.next_attempt LIMIT :limit) AS late`

/** The webhooks with a delivery that is due. At most twice the limit. */
export const listDueWebhooks = statement<{ now: number; systemNow: number; limit: number }, WebhookKey>(
  'list-due-webhooks',
  dueWebhooks(''),
  { inLocation: dueWebhooks(isOfLocation) },
)

/** The webhooks that have not passed the last event of their location. */
export const listWebhooksBehind = statement<
  { systemNow: number; maxFailures: number; limit: number },
  WebhookKey
>('list-webhooks-behind', `${waiting} WHERE ${isFree} AND ${isBehind('p.location_id')} LIMIT :limit`, {
  inLocation: `${waiting} WHERE ${isOfLocation}${isFree} AND ${isBehind(':ofLocation')} LIMIT :limit`,
})

/** All webhooks of a location, and whether each has work for a node that holds no lease. */
export const listProgressOfLocation = statement<
  { locationId: string; systemNow: number; maxFailures: number; limit: number },
  { webhookId: string; isWaiting: number }
>(
  'list-webhook-progress-of-location',
  `SELECT p.webhook_id AS "webhookId", CASE WHEN ${isFree} AND ${isBehind(':locationId')} THEN 1 ELSE 0 END AS "isWaiting"
   FROM webhook_progress p WHERE p.location_id = :locationId LIMIT :limit`,
)

/** Grows with each event, of any location. */
export const findLastEvent = statement<Record<string, never>, { sequence: number | null }>(
  'find-last-webhook-event',
  'SELECT MAX(sequence) AS "sequence" FROM webhook_events',
)

export const findLastEventOfLocation = statement<{ locationId: string }, { sequence: number | null }>(
  'find-last-webhook-event-of-location',
  'SELECT MAX(sequence) AS "sequence" FROM webhook_events WHERE location_id = :locationId',
)

/** Takes a webhook for a node, unless it is taken. */
export const claimWebhook = statement<
  WebhookKey & { nodeId: string; leasedUntil: number; systemNow: number }
>(
  'claim-webhook',
  `UPDATE webhook_progress SET leased_by = :nodeId, leased_until = :leasedUntil
   WHERE ${key} AND NOT (${isLeased} AND leased_by <> :nodeId)`,
)

export interface ProgressRow {
  /** The number of the last event that has been passed. */
  position: number
  leasedBy: string | null
  /** Consecutive ones, since the last success. */
  failures: number
  failingSince: number | null
  datePaused: number | null
}

export const findProgress = statement<WebhookKey, ProgressRow>(
  'find-webhook-progress',
  `SELECT position, leased_by AS "leasedBy", failures, failing_since AS "failingSince",
     date_paused AS "datePaused"
   FROM webhook_progress WHERE ${key}`,
)

export const insertProgress = statement<WebhookKey & { position: number }>(
  'insert-webhook-progress',
  `INSERT INTO webhook_progress (location_id, webhook_id, position, leased_until, failures, dropped)
   VALUES (:locationId, :webhookId, :position, 0, 0, 0)`,
)

export const saveProgress = statement<
  WebhookKey & {
    position: number
    leasedUntil: number
    failures: number
    failingSince: number | null
    /** Null keeps the one that is stored. */
    lastSuccess: number | null
    datePaused: number | null
    /** When there is something to send, apart from new events. */
    nextAttempt: number | null
  }
>(
  'save-webhook-progress',
  `UPDATE webhook_progress SET position = :position, leased_until = :leasedUntil, failures = :failures,
     failing_since = :failingSince, date_paused = :datePaused, next_attempt = :nextAttempt,
     last_success = COALESCE(CAST(:lastSuccess AS BIGINT), last_success)
   WHERE ${key}`,
)

/** What a webhook takes, and where. */
export interface TargetRow {
  /** Null for a listener, which reads its events itself. */
  url: string | null
  /** See `findTakenEvents`. */
  events: string
  sealedSecret: string
  clientId: string | null
  /** The last event that it takes. */
  lastSequence: number | null
}

export const findTarget = statement<WebhookKey, TargetRow>(
  'find-webhook-target',
  `SELECT url, events, sealed_secret AS "sealedSecret", client_id AS "clientId", last_sequence AS "lastSequence"
   FROM webhooks WHERE location_id = :locationId AND id = :webhookId`,
)

export interface EventRow {
  sequence: number
  id: string
  type: string
  contactId: string | null
  dateAdded: number
  document: string
}

const eventColumns = `e.sequence, e.id, e.type, e.contact_id AS "contactId", e.date_added AS "dateAdded", e.document`
/** A webhook has a delivery of each event that it was sent, and of each that waits for one of its contact. */
const isWithoutDelivery = `NOT EXISTS (SELECT 1 FROM webhook_deliveries d
     WHERE d.location_id = e.location_id AND d.webhook_id = :webhookId AND d.sequence = e.sequence)`

/** The events that a webhook has not passed, with the sizes of their documents in bytes. */
export const listEventSizes = statement<
  WebhookKey & { after: number; limit: number },
  { sequence: number; bytes: number }
>(
  'list-webhook-event-sizes',
  `SELECT e.sequence, octet_length(e.document) AS "bytes" FROM webhook_events e
   WHERE e.location_id = :locationId AND e.sequence > :after AND ${isWithoutDelivery}
   ORDER BY e.sequence LIMIT :limit`,
)

/** The events that a webhook has not passed, up to one. */
export const listEvents = statement<WebhookKey & { after: number; to: number; limit: number }, EventRow>(
  'list-webhook-events',
  `SELECT ${eventColumns} FROM webhook_events e
   WHERE e.location_id = :locationId AND e.sequence > :after AND e.sequence <= :to AND ${isWithoutDelivery}
   ORDER BY e.sequence LIMIT :limit`,
)

export const findEvent = statement<{ locationId: string; sequence: number }, EventRow>(
  'find-webhook-event',
  `SELECT ${eventColumns} FROM webhook_events e WHERE e.location_id = :locationId AND e.sequence = :sequence`,
)

export type DeliveryStatus = 'pending' | 'delivered' | 'failed'

export interface DueRow {
  sequence: number
  scheduledAttempt: number | null
  repeats: number
  /** JSON of the attempts so far. */
  attempts: string
}

const dueColumns = `sequence, scheduled_attempt AS "scheduledAttempt", repeats, attempts`

/** The deliveries of a webhook that are due, the one that has waited longest first. At most twice the limit. */
export const listDueDeliveries = statement<WebhookKey & { now: number; limit: number }, DueRow>(
  'list-due-webhook-deliveries',
  `SELECT * FROM (SELECT ${dueColumns} FROM webhook_deliveries
     WHERE ${key} AND next_attempt IS NOT NULL AND next_attempt <= :now
     ORDER BY next_attempt, sequence LIMIT :limit) AS due
   UNION ALL SELECT * FROM (SELECT ${dueColumns} FROM webhook_deliveries
     WHERE ${key} AND next_attempt IS NOT NULL AND ${isTooLate}
     ORDER BY next_attempt, sequence LIMIT :limit) AS late`,
)

/** When the next deliveries are due, the earliest first. */
export const listNextAttempts = statement<
  WebhookKey & { limit: number },
  { sequence: number; nextAttempt: number }
>(
  'list-next-webhook-attempts',
  `SELECT sequence, next_attempt AS "nextAttempt" FROM webhook_deliveries
   WHERE ${key} AND next_attempt IS NOT NULL ORDER BY next_attempt, sequence LIMIT :limit`,
)

/** The contacts with deliveries that hold back the later events of the contact. */
export const listBlockedContacts = statement<
  WebhookKey & { limit: number },
  { contactId: string; count: number }
>(
  'list-blocked-contacts',
  `SELECT contact_id AS "contactId", COUNT(*) AS "count" FROM webhook_deliveries
   WHERE ${key} AND status = 'pending' AND contact_id IS NOT NULL AND repeats = 0
   GROUP BY contact_id LIMIT :limit`,
)

export type DeliveryRow = WebhookKey & {
  sequence: number
  contactId: string | null
  status: DeliveryStatus
  /** Null for one that waits for another of its contact, and for one that is done. */
  nextAttempt: number | null
  /** The attempt that the schedule has. The next one is earlier if it was made due. */
  scheduledAttempt: number | null
  now: number
  attempts: string
}

/** Writes a delivery after an attempt, or one that waits for another. */
export const saveDelivery = statement<DeliveryRow>(
  'save-webhook-delivery',
  `INSERT INTO webhook_deliveries (location_id, webhook_id, sequence, contact_id, status, next_attempt,
     scheduled_attempt, repeats, date_updated, attempts)
   VALUES (:locationId, :webhookId, :sequence, :contactId, :status, :nextAttempt,
     :scheduledAttempt, 0, :now, :attempts)
   ON CONFLICT (location_id, webhook_id, sequence) DO UPDATE SET status = excluded.status,
     next_attempt = excluded.next_attempt, scheduled_attempt = excluded.scheduled_attempt,
     date_updated = excluded.date_updated, attempts = excluded.attempts`,
)

/** Makes due the next delivery that waits for one of its contact. */
export const releaseNextOfContact = statement<WebhookKey & { contactId: string; now: number }>(
  'release-next-webhook-delivery-of-contact',
  `UPDATE webhook_deliveries SET next_attempt = :now, scheduled_attempt = :now
   WHERE ${key} AND next_attempt IS NULL AND sequence = (
     SELECT MIN(sequence) FROM webhook_deliveries
     WHERE ${key} AND contact_id = :contactId AND status = 'pending' AND repeats = 0)`,
)

/** Makes due all that wait for their next attempt: each once before its scheduled one. */
export const releaseWaiting = statement<WebhookKey & { now: number }>(
  'release-waiting-webhook-deliveries',
  `UPDATE webhook_deliveries SET next_attempt = :now
   WHERE ${key} AND next_attempt IS NOT NULL AND next_attempt > :now AND next_attempt = scheduled_attempt`,
)
