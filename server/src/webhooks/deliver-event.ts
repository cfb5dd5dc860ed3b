import type { Clock } from '../lib/clock.ts'
import { version } from '../lib/version.ts'
import type { Deliver, SentAttempt } from './delivery.ts'
import { deliveryBody } from './delivery-body.ts'
import type { Sender } from './send-delivery.ts'
import type { Signer } from './signing/signer.ts'
import type { WebhookSecrets } from './signing/webhook-secrets.ts'

interface DeliverContext {
  sender: Sender
  signer: Signer
  secrets: Pick<WebhookSecrets, 'open'>
  /** For the time in signatures, which receivers compare with theirs. */
  clock: Clock
}

/** @returns a function that signs and sends an event once. */
export function createDeliver({ sender, signer, secrets, clock }: DeliverContext): Deliver {
  return async ({ key, target, event, attempt, isRepeat }): Promise<SentAttempt> => {
    try {
      const body = deliveryBody(event, target.clientId)
      const timestampSeconds = Math.floor(clock.now() / 1000)
      const secret = secrets.open(target.sealedSecret)
      const signatures = await signer.sign({ eventId: event.id, timestampSeconds, body, secret })
      const headers = ['content-type', 'application/json', 'user-agent', `contactd/${version}`]
      for (const name in signatures) headers.push(name, signatures[name] ?? '')
      headers.push('x-contactd-attempt', String(attempt))
      if (isRepeat) headers.push('x-contactd-redelivery', 'true')
      return await sender.send({ webhookId: key.webhookId, url: target.url, headers, body })
    } catch (error) {
      // Such as a secret that was sealed with another key: the delivery is tried again, and its log says why.
      const reason = error instanceof Error ? error.message : String(error)
      return { durationMs: 0, error: `contactd could not send the event: ${reason}` }
    }
  }
}
