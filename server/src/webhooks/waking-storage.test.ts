import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock as clock } from '../lib/clock.ts'
import { openStorage } from '../storage/open-storage.ts'
import { find, insert } from '../storage/sql-conformance.ts'
import type { Storage } from '../storage/storage.ts'
import { wakingStorage } from './waking-storage.ts'

let storage: Storage
let woken: string[]
beforeEach(async () => {
  woken = []
  const opened = await openStorage({ database: 'sqlite::memory:', clock })
  storage = wakingStorage(opened, (locationId) => woken.push(locationId))
})
afterEach(() => storage.close())

it('does what the storage does', async () => {
  const before = await storage.changeStamp()
  await storage.write((tx) => tx.run(insert, { id: 'a', name: 'one', dateAdded: 0 }), 'database')
  expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ name: 'one' })
  expect(await storage.changeStamp()).not.toBe(before)
  await storage.checkWritable()
  expect((await storage.takeImage?.())?.length).toBeGreaterThan(0)
})

it('reports the location of each write that was committed', async () => {
  await storage.write(async () => undefined, { locationId: 'a' })
  const failing = async () => {
    throw new Error('no')
  }
  await expect(storage.write(failing, { locationId: 'b' })).rejects.toThrow('no')
  await storage.write(async () => undefined, 'database')
  expect(woken).toEqual(['a'])
})
