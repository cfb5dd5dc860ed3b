import { beforeEach, expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { recordContactChange } from '../api/contacts/contact-store.ts'
import { contactSource } from '../api/search/contact-source.ts'
import { statement } from '../storage/statement.ts'
import { ChangedLocations } from './changed-locations.ts'

const server = useTestServer()

const forgetChanges = statement<Record<string, never>>('test-forget-changes', 'DELETE FROM contact_changes')
beforeEach(() => server.storage.write((tx) => tx.run(forgetChanges, {}), 'database'))

const change = (locationId: string, times = 1) =>
  server.storage.write(
    async (tx) => {
      for (let time = 0; time < times; time += 1)
        await recordContactChange(tx, { locationId, id: `c${time}` })
    },
    { locationId },
  )
const changedLocations = (start = '') => {
  const { storage } = server
  return new ChangedLocations({ storage, source: contactSource, start, changesUntilDue: 10 })
}
const dueOf = async (changed: ChangedLocations) =>
  (await changed.look()).filter(({ isDue }) => isDue).map(({ locationId }) => locationId)

it('a location is due if it has not changed since the previous look', async () => {
  const changed = changedLocations()
  await change('a')
  await change('b')
  expect(await dueOf(changed)).toEqual([])
  await change('b')
  expect(await dueOf(changed)).toEqual(['a'])
  expect(await dueOf(changed)).toEqual(['a', 'b'])
})

it('a location that changes constantly is due after many changes', async () => {
  const changed = changedLocations()
  for (let round = 0; round < 2; round += 1) {
    await change('a', 5)
    expect(await dueOf(changed)).toEqual([])
  }
  await change('a', 5)
  expect(await dueOf(changed)).toEqual(['a'])
})

it('a look continues after the last location of the previous one, and wraps around', async () => {
  for (const locationId of ['d', 'a', 'c', 'b']) await change(locationId, 3)
  const placesOf = async (changed: ChangedLocations) =>
    (await changed.look()).map(({ locationId }) => locationId)
  expect(await placesOf(changedLocations('bb'))).toEqual(['c', 'd', 'a', 'b'])
  expect(await placesOf(changedLocations('z'))).toEqual(['a', 'b', 'c', 'd'])
  const changed = changedLocations()
  changed.passTo('c')
  expect(await placesOf(changed)).toEqual(['d', 'a', 'b', 'c'])
})
