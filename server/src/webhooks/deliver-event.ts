import type { Deliver, SentAttempt } from './delivery.ts'
import type { Sender } from './send-delivery.ts'
import type { SignEvent } from './sign-event.ts'

/** @returns a function that signs and sends an event once. */
export function createDeliver(sender: Sender, sign: SignEvent): Deliver {
  return async ({ key, target, event, attempt, isRepeat }): Promise<SentAttempt> => {
    try {
      const { sealedSecret, clientId, url } = target
      const { headers: named, body } = await sign(event, { sealedSecret, clientId, attempt, isRepeat })
      const headers: string[] = []
      for (const name in named) headers.push(name, named[name] ?? '')
      return await sender.send({ webhookId: key.webhookId, url, headers, body })
    } catch (error) {
      // Such as a secret that was sealed with another key: the delivery is tried again, and its log says why.
      const reason = error instanceof Error ? error.message : String(error)
      return { durationMs: 0, error: `contactd could not send the event: ${reason}` }
    }
  }
}
