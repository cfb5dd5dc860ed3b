import { appIdOf } from '../oauth/app.ts'
import type { EventRow } from './delivery-store.ts'

/**
 * The JSON that a receiver gets of an event: its payload, and behind it `timestamp`, `webhookId`, and for an app
 * `appId` and `versionId`, as HighLevel sends them. It is compact, because the official SDKs serialise it again to
 * verify it. It is the same for each attempt, and for each webhook of a location.
 * @param clientId of the app.
 */
export function deliveryBody(
  { id, type, dateAdded, document }: Pick<EventRow, 'id' | 'type' | 'dateAdded' | 'document'>,
  clientId: string | null,
): string {
  const common = `"timestamp":"${new Date(dateAdded).toISOString()}","webhookId":"${id}"`
  return `${document.slice(0, -1)},${common}${clientId === null ? '' : ofApp(type, clientId)}}`
}

/** The events of an installation name their app themselves. */
function ofApp(type: string, clientId: string): string {
  const appId = appIdOf(clientId)
  const named = type === 'INSTALL' || type === 'UNINSTALL' ? '' : `,"appId":"${appId}"`
  return `${named},"versionId":"${appId}"`
}
