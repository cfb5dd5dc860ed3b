import type { Deliver } from '../../server/src/webhooks/delivery.ts'
import { type Dispatcher, startDispatcher } from '../../server/src/webhooks/dispatcher.ts'
import { contactdRetries } from '../../server/src/webhooks/retry-schedule.ts'
import type { TestServer } from './server.ts'

interface TestDispatcherOptions {
  /** Called when what is underway is given up. */
  giveUp?(): void
  /** Gets what the log says, and the ids of webhooks that are paused. */
  problems?: string[]
  /** How many webhooks it works on at a time, and for how long while others wait. */
  turns?: { maxWorkers: number; turnMs: number }
}

/** Delivers the events of a test server's database by a function of the test, without jitter. Stop it at the end. */
export function startTestDispatcher(
  { storage, clock, ids }: Pick<TestServer, 'storage' | 'clock' | 'ids'>,
  deliver: Deliver,
  { giveUp = () => undefined, problems = [], turns }: TestDispatcherOptions = {},
): Dispatcher {
  return startDispatcher(
    {
      ...{ storage, clock, ids, deliver, giveUp, retries: contactdRetries },
      random: () => 0,
      attempted: () => undefined,
      paused: ({ webhookId }) => problems.push(webhookId),
    },
    { warn: (_, sentence) => problems.push(sentence) },
    turns,
  )
}
