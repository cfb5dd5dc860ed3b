import { expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { useTestStorage } from '../../../test/support/use-test-storage.ts'
import { insertEvent } from '../api/events/event-store.ts'
import { randomIds as ids } from '../lib/ids.ts'
import type { ReadTx, Storage } from '../storage/storage.ts'
import { addWebhook } from './add-webhook.ts'
import type { SentAttempt } from './delivery.ts'
import { findLastEventOfLocation, saveDelivery } from './delivery-store.ts'
import { DeliveryWorker } from './delivery-worker.ts'
import { contactdRetries } from './retry-schedule.ts'

const documentBytes = 512 * 1024
const eventCount = 60
/** Apart from those that are being sent: those that are read ahead, a page of others, and repeated ones. */
const mostHeld = (8 + 2 + 2) * 1024 * 1024 + 2 * documentBytes
const turns = 200

const clock = new HeldClock()
const opened = useTestStorage(clock)

/** A storage that adds up the documents of the events that are read. */
function countingStorage(read: (bytes: number) => void): Storage {
  const counted = (row: unknown) => {
    const { document = '' } = (row ?? {}) as { document?: string }
    read(document.length)
  }
  return {
    ...({} as Storage),
    read: (fn, scope) =>
      opened.storage.read(async (tx) => {
        const all: ReadTx['all'] = async (query, params) => {
          const rows = await tx.all(query, params)
          rows.forEach(counted)
          return rows
        }
        const get: ReadTx['get'] = async (query, params) => {
          const row = await tx.get(query, params)
          counted(row)
          return row
        }
        return fn({ ...tx, all, get })
      }, scope),
    write: (fn, scope) => opened.storage.write(fn, scope),
  }
}

it.each([
  ['of one contact', () => 'contact', false],
  ['of many contacts', (index: number) => `contact ${index}`, false],
  ['that are repeated', (index: number) => `contact ${index}`, true],
])('BR-725 keeps few large events %s in memory', async (_, contactOf, isRepeated) => {
  const locationId = ids.next()
  const key = { locationId, webhookId: ids.next() }
  const row = { locationId, id: key.webhookId, companyId: 'company', clientId: null, sealedSecret: '' }
  const now = clock.now()
  await opened.storage.write(
    async (tx) => {
      await addWebhook(tx, { ...row, url: 'http://127.0.0.1:9/', events: '*', dateAdded: now })
      const document = JSON.stringify({ firstName: 'x'.repeat(documentBytes) })
      for (let index = 0; index < eventCount; index += 1) {
        const contactId = contactOf(index)
        const event = { locationId, id: ids.uuid(), type: 'ContactUpdate', contactId }
        await tx.run(insertEvent, { ...event, dateAdded: now, document })
        const sequence = (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? 0
        const due = { status: 'pending', nextAttempt: now, scheduledAttempt: now, attempts: '[]' } as const
        if (isRepeated) await tx.run(saveDelivery, { ...key, sequence, contactId, ...due, now })
      }
    },
    { locationId },
  )

  let bytes = 0
  let arrived = () => {}
  const open: ((answer: SentAttempt) => void)[] = []
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const worker = new DeliveryWorker(
    {
      storage: countingStorage((read) => {
        bytes += read
      }),
      ...{ clock, ids, nodeId: 'node', retries: contactdRetries },
      random: () => 0,
      attempted: () => undefined,
      paused: () => undefined,
      giveUp: () => undefined,
      deliver: () => {
        arrived()
        return new Promise((settle) => open.push(settle))
      },
    },
    key,
  )
  const done = worker.run()
  await arrival
  for (let turn = 0; turn < turns; turn += 1) {
    worker.poke()
    await opened.storage.read(async () => undefined)
  }
  expect(bytes).toBeLessThanOrEqual(mostHeld + open.length * documentBytes)
  worker.stop()
  for (const settle of open.splice(0)) settle({ status: 200, durationMs: 1 })
  await done
})
