import { monotonicMs } from '../../lib/clock.ts'
import type { DropReason } from '../../metrics/delivery-metrics.ts'
import type { StorageLog } from '../../storage/log.ts'
import type { WebhookKey } from '../delivery-store.ts'

/** How often the log says it of a webhook, at most. */
const pauseMs = 60 * 60 * 1000

const sentences: Record<DropReason, string> = {
  age: 'events of a webhook were removed before it took them: they were older than --webhook-retention',
  size: 'events of a webhook were removed before it took them: its location had more than --webhook-max-size',
}

/** Says in the log which webhooks have missed events. */
export class DroppedLog {
  readonly #log: Pick<StorageLog, 'warn'>
  /** What was not said yet, and when the log last said something, by webhook and reason. */
  readonly #dropped = new Map<
    string,
    { key: WebhookKey; reason: DropReason; events: number; saidAt: number | undefined }
  >()

  constructor(log: Pick<StorageLog, 'warn'>) {
    this.#log = log
  }

  add({ locationId, webhookId }: WebhookKey, reason: DropReason, events: number): void {
    const name = `${locationId} ${webhookId} ${reason}`
    const key = { locationId, webhookId }
    const entry = this.#dropped.get(name) ?? { key, reason, events: 0, saidAt: undefined }
    entry.events += events
    this.#dropped.set(name, entry)
  }

  /** Logs what is due. Call it often. */
  flush(): void {
    const now = monotonicMs()
    for (const [name, entry] of this.#dropped) {
      if (entry.saidAt !== undefined && now - entry.saidAt < pauseMs) continue
      if (entry.events === 0) this.#dropped.delete(name)
      else this.#log.warn({ ...entry.key, events: entry.events }, sentences[entry.reason])
      entry.events = 0
      entry.saidAt = now
    }
  }
}
