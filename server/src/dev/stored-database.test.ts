import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { api, control } from '../../../test/support/dev-client.ts'
import { testEngine } from '../../../test/support/engines.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { newTestDatabase } from '../../../test/support/test-database.ts'
import { createLocation, defaultPlace } from '../api/locations/create-location.ts'
import { listLocations } from '../api/locations/location-store.ts'
import { isForDevelopment } from '../auth/development-mark.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { listApps } from '../oauth/app-store.ts'
import { createApp } from '../oauth/manage-apps.ts'
import { backupDatabase } from '../storage/backup-database.ts'
import { copyDatabase } from '../storage/copy-database.ts'
import { openStorage } from '../storage/open-storage.ts'
import { restoreDatabase } from '../storage/restore-database.ts'
import type { Contactd } from './contactd.ts'
import { startContactd } from './start-contactd.ts'

let database: string
let drop: () => Promise<void>
beforeEach(async () => {
  const made = await newTestDatabase()
  drop = made.drop
  database = testEngine === 'postgres' ? made.url : `sqlite:${join(temporaryFolder(), 'dev.db')}`
})
afterEach(() => drop())

const statusOf = async (contactd: Contactd) =>
  (await api(contactd, 'GET', `/contacts/${contactd.contactId}`)).status

it('BR-601 a database that a development server has filled is opened as it is, and can be reset', async () => {
  const first = await startContactd({ database })
  await api(first, 'DELETE', `/contacts/${first.contactId}`)
  await first.close()
  const second = await startContactd({ database })
  expect(second.token).toBe(first.token)
  expect(await statusOf(second)).toBe(400)
  await second.reset()
  expect(await statusOf(second)).toBe(200)
  await second.close()
  // A reset keeps the mark.
  const third = await startContactd({ database })
  expect(await statusOf(third)).toBe(200)
  await third.close()
})

it('BR-601 a backup and a copy keep the mark', async () => {
  await (await startContactd({ database })).close()
  const folder = temporaryFolder()
  const file = join(folder, 'a.backup')
  const restored = `sqlite:${join(folder, 'restored.db')}`
  const copied = await newTestDatabase()
  const back = testEngine === 'postgres' ? copied.url : `sqlite:${join(temporaryFolder(), 'copied.db')}`
  const watcher = { begin: () => undefined, advance: () => undefined, copied: () => undefined }
  await backupDatabase({ file, database, mayReplace: false, clock, watcher })
  await restoreDatabase({ file, database: restored, mayReplace: false, clock, watcher })
  await copyDatabase({ from: restored, to: back, clock, ids, watcher })
  for (const url of [restored, back]) {
    const storage = await openStorage({ database: url, clock })
    expect(await isForDevelopment(storage)).toBe(true)
    await storage.close()
  }
  await copied.drop()
})

it('BR-601 a database that was migrated and has nothing is filled', async () => {
  await (await openStorage({ database, clock })).close()
  const contactd = await startContactd({ database })
  expect(await statusOf(contactd)).toBe(200)
  await contactd.close()
})

it('BR-601 a database with other data is refused and keeps it', async () => {
  const storage = await openStorage({ database, clock })
  const spec = { ...defaultPlace, name: 'Mine', allowDuplicates: false }
  await storage.write((tx) => createLocation(tx, { clock, ids }, spec), 'database')
  await storage.close()
  await expect(startContactd({ database })).rejects.toThrow('has data that `contactd dev` did not make')
  const after = await openStorage({ database, clock })
  const locations = await after.read((tx) => tx.all(listLocations, { limit: 10 }))
  expect(locations.map(({ name }) => name)).toEqual(['Mine'])
  await after.close()
})

it('BR-601 a database with no more than an app is refused and keeps it', async () => {
  const storage = await openStorage({ database, clock })
  const app = { name: 'Mine', redirectUris: ['https://a.example/'], scopes: ['contacts.readonly' as const] }
  await storage.write((tx) => createApp(tx, { clock, ids }, app), 'database')
  await storage.close()
  await expect(startContactd({ database })).rejects.toThrow('has data that `contactd dev` did not make')
  const after = await openStorage({ database, clock })
  expect(await after.read((tx) => tx.all(listApps, { limit: 10 }))).toMatchObject([{ name: 'Mine' }])
  await after.close()
})

// PostgreSQL replaces the data in one transaction, whoever else is connected.
it.runIf(testEngine === 'sqlite')('BR-604 a reset that fails is 503 and changes nothing', async () => {
  const contactd = await startContactd({ database })
  await api(contactd, 'DELETE', `/contacts/${contactd.contactId}`)
  // Whoever else has the database open would lose what it is doing.
  const other = await openStorage({ database, clock })
  expect((await control(contactd, 'POST', '/reset')).status).toBe(503)
  expect(await statusOf(contactd)).toBe(400)
  await other.close()
  await contactd.reset()
  expect(await statusOf(contactd)).toBe(200)
  await contactd.close()
})
