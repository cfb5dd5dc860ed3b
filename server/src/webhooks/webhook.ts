import { allEventTypes, type EventType } from '../api/events/event-types.ts'
import { everyEvent } from '../api/events/taken-types.ts'
import type { AuditDetails } from '../auth/audit.ts'
import type { ListedWebhookRow } from './webhook-store.ts'

/** The most webhooks of a location, apart from those of apps. */
export const maxWebhooks = 50

const isEventType = (text: string): text is EventType => (allEventTypes as readonly string[]).includes(text)

/** What a webhook may take: types of events, or `*` for all of them. */
export const isTakenEvent = (text: string): boolean => text === everyEvent || isEventType(text)

/** As the database has them: each once, in the order of the documentation. `*` stands for all. */
export function storedEvents(events: readonly string[] = [everyEvent]): string {
  if (events.includes(everyEvent)) return everyEvent
  return allEventTypes.filter((type) => events.includes(type)).join(',')
}

/**
 * What the audit log has of a webhook. Of its URL the host alone: the rest may have a secret.
 * @param by the id of the token or the app that asks for the change; missing for commands.
 */
export const auditOf = (
  { locationId, id, url }: { locationId: string; id: string; url: string | null },
  by: string | undefined,
): AuditDetails => ({
  webhookId: id,
  locationId,
  host: url !== null && URL.canParse(url) ? new URL(url).host : undefined,
  by,
})

/** A webhook as it is shown, without its secret. */
export interface WebhookView {
  id: string
  /** Missing for the events of a company, which an app gets that is installed there. */
  locationId?: string
  companyId: string
  /** Of the app whose events these are. */
  clientId?: string
  /** Missing for a listener. */
  url?: string
  /** The types of the events that it takes. */
  events: string[]
  /** `paused`: its events wait, on request or because it has failed for five days. */
  status: 'active' | 'failing' | 'paused'
  /** The events that it has yet to take, at most `maxCounted`. */
  undelivered: number
  /** The events that were removed before it took them. */
  dropped: number
  /** ISO 8601, as all times. */
  dateAdded: string
  lastSuccess?: string
  failingSince?: string
  datePaused?: string
}

/** @param undelivered see `countUndelivered`. */
export function webhookView(row: ListedWebhookRow, undelivered: number): WebhookView {
  const { id, locationId, companyId, clientId, url, events, dateAdded, dropped } = row
  const { lastSuccess, failingSince, datePaused } = row
  return {
    id,
    ...(locationId !== companyId && { locationId }),
    companyId,
    ...(clientId !== null && { clientId }),
    ...(url !== null && { url }),
    events: events === everyEvent ? [...allEventTypes] : events.split(','),
    status: statusOf(row),
    undelivered,
    dropped,
    dateAdded: instant(dateAdded),
    ...(lastSuccess !== null && { lastSuccess: instant(lastSuccess) }),
    ...(failingSince !== null && { failingSince: instant(failingSince) }),
    ...(datePaused !== null && { datePaused: instant(datePaused) }),
  }
}

function statusOf({ datePaused, failingSince }: ListedWebhookRow): WebhookView['status'] {
  if (datePaused !== null) return 'paused'
  return failingSince === null ? 'active' : 'failing'
}

const instant = (time: number) => new Date(time).toISOString()
