import { takenTypes } from '../api/events/taken-types.ts'
import { appIdOf } from '../oauth/app.ts'
import type { EventRow, TargetRow } from './delivery-store.ts'

type Target = Pick<TargetRow, 'events' | 'clientId' | 'lastSequence'>
type Event = Pick<EventRow, 'sequence' | 'type' | 'document'>

/**
 * Which events a webhook takes: those of its types, up to its end. An app gets only its own installations; a webhook of
 * the location gets those of every app.
 */
export function takenBy({ events, clientId, lastSequence }: Target): (event: Event) => boolean {
  const types = takenTypes(events)
  const isOfAnotherApp = ({ type, document }: Event) =>
    clientId !== null &&
    (type === 'INSTALL' || type === 'UNINSTALL') &&
    (JSON.parse(document) as { appId?: string }).appId !== appIdOf(clientId)
  return (event) =>
    types.has(event.type) &&
    (lastSequence === null || event.sequence <= lastSequence) &&
    !isOfAnotherApp(event)
}
