import type { Clock } from '../lib/clock.ts'
import { version } from '../lib/version.ts'
import { deliveryBody } from './delivery-body.ts'
import type { EventRow } from './delivery-store.ts'
import type { Signer } from './signing/signer.ts'
import type { WebhookSecrets } from './signing/webhook-secrets.ts'

interface SignContext {
  signer: Signer
  secrets: Pick<WebhookSecrets, 'open'>
  /** For the time in signatures, which receivers compare with theirs. */
  clock: Clock
}

/** For whom an event is signed. */
interface SignedFor {
  sealedSecret: string
  /** Of the app; null for a webhook of a location. */
  clientId: string | null
  /** The number of the attempt, from 1. */
  attempt: number
  isRepeat?: boolean
}

/** A delivery: its headers by their names, and the body that they sign. */
interface SignedEvent {
  headers: Record<string, string>
  body: string
}

/** @throws Error if the webhook's secret was sealed with another key. */
export type SignEvent = (
  event: Pick<EventRow, 'id' | 'type' | 'dateAdded' | 'document'>,
  receiver: SignedFor,
) => Promise<SignedEvent>

/** @returns a function that makes the body and the headers of a delivery. */
export function createSignEvent({ signer, secrets, clock }: SignContext): SignEvent {
  return async (event, { sealedSecret, clientId, attempt, isRepeat = false }) => {
    const body = deliveryBody(event, clientId)
    const timestampSeconds = Math.floor(clock.now() / 1000)
    const secret = secrets.open(sealedSecret)
    const signatures = await signer.sign({ eventId: event.id, timestampSeconds, body, secret })
    const headers = {
      'content-type': 'application/json',
      'user-agent': `contactd/${version}`,
      ...signatures,
      'x-contactd-attempt': String(attempt),
      ...(isRepeat && { 'x-contactd-redelivery': 'true' }),
    }
    return { headers, body }
  }
}
