import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../../../test/support/server.ts'
import { statement } from '../../../storage/statement.ts'
import { recordContactChange } from '../../contact-store.ts'
import { ChangedLocations } from './changed-locations.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const forgetChanges = statement<Record<string, never>>('test-forget-changes', 'DELETE FROM contact_changes')
beforeEach(() => server.storage.write((tx) => tx.run(forgetChanges, {})))

const change = (locationId: string, times = 1) =>
  server.storage.write(
    async (tx) => {
      for (let time = 0; time < times; time += 1)
        await recordContactChange(tx, { locationId, id: `c${time}` })
    },
    { locationId },
  )
const changedLocations = (place = '') => new ChangedLocations(server.storage, place, 10)
const dueOf = async (changed: ChangedLocations) =>
  (await changed.look()).filter(({ isDue }) => isDue).map(({ locationId }) => locationId)

it('a location is due when nothing has changed there since the look before', async () => {
  const changed = changedLocations()
  await change('a')
  await change('b')
  expect(await dueOf(changed)).toEqual([])
  await change('b')
  expect(await dueOf(changed)).toEqual(['a'])
  expect(await dueOf(changed)).toEqual(['a', 'b'])
})

it('a location that is changed all the time is due when much has changed', async () => {
  const changed = changedLocations()
  for (let round = 0; round < 2; round += 1) {
    await change('a', 5)
    expect(await dueOf(changed)).toEqual([])
  }
  await change('a', 5)
  expect(await dueOf(changed)).toEqual(['a'])
})

it('a look goes round, from behind the place that was reached', async () => {
  for (const locationId of ['d', 'a', 'c', 'b']) await change(locationId, 3)
  const placesOf = async (changed: ChangedLocations) =>
    (await changed.look()).map(({ locationId }) => locationId)
  expect(await placesOf(changedLocations('bb'))).toEqual(['c', 'd', 'a', 'b'])
  expect(await placesOf(changedLocations('z'))).toEqual(['a', 'b', 'c', 'd'])
  const changed = changedLocations()
  changed.passTo('c')
  expect(await placesOf(changed)).toEqual(['d', 'a', 'b', 'c'])
})
