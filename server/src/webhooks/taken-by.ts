import type { EventType } from '../api/events/event-types.ts'
import { takenTypes } from '../api/events/taken-types.ts'
import { appIdOf } from '../oauth/app.ts'
import type { EventRow, TargetRow } from './delivery-store.ts'

type Target = Pick<TargetRow, 'events' | 'clientId' | 'lastSequence'>
/** An event whose document may be null unless it is about an installation: see `installationOf`. */
type Event = Pick<EventRow, 'sequence' | 'type'> & { document: string | null }

const aboutInstallations: readonly string[] = ['INSTALL', 'UNINSTALL'] satisfies EventType[]

/** The column `document` of a statement that lists events without their documents. @param event its alias in SQL. */
export const installationOf = (event: string): string =>
  `CASE WHEN ${event}.type IN (${aboutInstallations.map((type) => `'${type}'`).join(', ')})
     THEN ${event}.document END AS "document"`

/**
 * Which events a webhook takes: those of its types, up to its end. An app gets only its own installations; a webhook of
 * the location gets those of every app.
 */
export function takenBy({ events, clientId, lastSequence }: Target): (event: Event) => boolean {
  const types = takenTypes(events)
  const isOfAnotherApp = ({ type, document }: Event) =>
    clientId !== null &&
    aboutInstallations.includes(type) &&
    (JSON.parse(document ?? '{}') as { appId?: string }).appId !== appIdOf(clientId)
  return (event) =>
    types.has(event.type) &&
    (lastSequence === null || event.sequence <= lastSequence) &&
    !isOfAnotherApp(event)
}
