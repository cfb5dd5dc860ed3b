import { afterEach, beforeEach, expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { recordAudit, recordRefusal } from './audit.ts'
import { listAuditEvents } from './audit-store.ts'

const dayMs = 24 * 60 * 60 * 1000

let clock: HeldClock
let storage: Storage
beforeEach(async () => {
  clock = new HeldClock()
  storage = await openStorage({ database: 'sqlite::memory:', clock })
})
afterEach(() => storage.close())

const record = (name: string) =>
  storage.write(
    (tx) => recordAudit(tx, { clock, ids }, 'app.created', { name, clientId: undefined }),
    'database',
  )
const events = async () => {
  const rows = await storage.read((tx) => tx.all(listAuditEvents, { since: 0, limit: 100 }))
  return rows.map(({ kind, details }) => [kind, details])
}

it('BR-102 keeps an event for 90 days', async () => {
  await record('first')
  clock.advance(45 * dayMs)
  await record('second')
  clock.advance(45 * dayMs)
  await record('third')
  expect(await events()).toEqual([
    ['app.created', '{"name":"first"}'],
    ['app.created', '{"name":"second"}'],
    ['app.created', '{"name":"third"}'],
  ])
  clock.advance(1)
  await record('fourth')
  expect((await events()).map(([, details]) => details)).toEqual([
    '{"name":"second"}',
    '{"name":"third"}',
    '{"name":"fourth"}',
  ])
})

it('is written with the change that it records, or not at all', async () => {
  const failing = storage.write(async (tx) => {
    await recordAudit(tx, { clock, ids }, 'app.created', {})
    throw new Error('no')
  }, 'database')
  await expect(failing).rejects.toThrow('no')
  expect(await events()).toEqual([])
})

it('BR-102 records the same refusal once a minute, and a different one at once', async () => {
  const refuse = (clientId: string) => recordRefusal(storage, { clock, ids }, 'client.refused', { clientId })
  for (let attempt = 0; attempt < 5; attempt++) await refuse('a')
  await refuse('b')
  const [a, b] = [
    ['client.refused', '{"clientId":"a"}'],
    ['client.refused', '{"clientId":"b"}'],
  ]
  expect((await events()).sort()).toEqual([a, b])
  clock.advance(59_999)
  await refuse('a')
  expect(await events()).toHaveLength(2)
  clock.advance(1)
  await refuse('a')
  expect((await events()).sort()).toEqual([a, a, b])
})
