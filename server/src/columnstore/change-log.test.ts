import { expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { recordContactChange } from '../api/contacts/contact-store.ts'
import { contactSource } from '../api/search/contact-source.ts'
import { statement } from '../storage/statement.ts'
import { ChangeLog } from './change-log.ts'

const server = useTestServer()

const context = () => ({ storage: server.storage, source: contactSource })
const change = (locationId: string, ...contactIds: string[]) =>
  server.storage.write(
    async (tx) => {
      for (const id of contactIds) await recordContactChange(tx, { locationId, id })
    },
    { locationId },
  )
const putChange = statement<{ sequence: number; locationId: string; contactId: string }>(
  'test-put-change',
  'INSERT INTO contact_changes (sequence, location_id, contact_id) VALUES (:sequence, :locationId, :contactId)',
)
const noLimit = 1_000_000
const idsOf = async (log: ChangeLog) => {
  const all: string[] = []
  for await (const { ids } of log.pages()) all.push(...ids)
  return all
}

it('lists each contact once, and is taken up to the first change of the remaining ones', async () => {
  const log = new ChangeLog(context(), 'one')
  await change('one', 'x', 'y', 'x', 'z', 'y')
  await log.read(noLimit)
  expect(await idsOf(log)).toEqual(['x', 'y', 'z'])
  const first = log.take(1)
  expect(first.ids).toEqual(['x'])
  const rest = log.take(10)
  expect(rest.ids).toEqual(['y', 'z'])
  expect(rest.to).toBeGreaterThan(first.to)
  expect(log.count).toBe(0)
  await change('one', 'x')
  await log.read(noLimit)
  expect(log.take(10).ids).toEqual(['x'])
})

it('finds a change that is committed after a higher number of another location', async () => {
  const logs = { early: new ChangeLog(context(), 'early'), late: new ChangeLog(context(), 'late') }
  const put = (sequence: number, locationId: string) =>
    server.storage.write((tx) => tx.run(putChange, { sequence, locationId, contactId: 'c' }), 'database')
  await put(1_000_006, 'early')
  await Promise.all([logs.early.read(noLimit), logs.late.read(noLimit)])
  expect([logs.early.count, logs.late.count]).toEqual([1, 0])
  await put(1_000_005, 'late')
  await logs.late.read(noLimit)
  expect(logs.late.take(10)).toEqual({ ids: ['c'], to: 1_000_005 })
})

it('stops reading once it has more changes than the limit', async () => {
  const many = Array.from({ length: 10_001 }, (_, n) => `c${n}`)
  await change('many', ...many)
  const log = new ChangeLog(context(), 'many')
  await log.read(100)
  expect(log.count).toBe(10_000)
  await log.read(100)
  expect(log.count).toBe(10_000)
  expect(log.take(20_000).ids).toEqual(many.slice(0, 10_000))
  await log.read(100)
  expect(await idsOf(log)).toEqual(['c10000'])
})
