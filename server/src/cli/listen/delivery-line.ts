import type { StreamedDelivery } from '../../webhooks/listeners/event-stream.ts'

const typeWidth = 30

interface Body {
  type?: unknown
  id?: unknown
  contactId?: unknown
  timestamp?: unknown
}

/** A delivery in a line: time, type of the event, and the contact or the record that it is about. */
export function deliveryLine({ body }: StreamedDelivery, forwarded: string | undefined): string {
  const { type, id, contactId, timestamp } = JSON.parse(body) as Body
  const time = String(timestamp ?? '').slice(11, 19)
  const about = contactId === undefined ? id : `${String(id)} of contact ${String(contactId)}`
  const line = `${time}  ${String(type).padEnd(typeWidth)}  ${String(about ?? '')}`.trimEnd()
  return forwarded === undefined ? line : `${line}  → ${forwarded}`
}
