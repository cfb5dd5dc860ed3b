import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertContact } from '../../server/src/api/contacts/contact-store.ts'
import { blankContact } from '../../server/src/api/contacts/create-contact.ts'
import { deleteContact } from '../../server/src/api/contacts/delete-contact.ts'
import { getContact } from '../../server/src/api/contacts/get-contact.ts'
import type { Principal } from '../../server/src/auth/principal.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { backupDatabase } from '../../server/src/storage/backup-database.ts'
import type { CopyWatcher } from '../../server/src/storage/copy/copy-tables.ts'
import { copyDatabase } from '../../server/src/storage/copy-database.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { restoreDatabase } from '../../server/src/storage/restore-database.ts'
import { testEngine } from '../support/engines.ts'
import { Fixtures } from '../support/fixtures.ts'
import { HeldClock } from '../support/held-clock.ts'
import { temporaryFolder } from '../support/program.ts'
import { newTestDatabase } from '../support/test-database.ts'

const watcher: CopyWatcher = { begin: () => {}, advance: () => {}, copied: () => {} }
const never = new AbortController().signal
const clock = new HeldClock()

const drops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const drop of drops) await drop()
})

const newFile = () => `sqlite:${join(temporaryFolder(), 'contactd.db')}`

/** An empty database that outlives its connections, on the project's engine. */
async function newDatabase(): Promise<string> {
  if (testEngine === 'sqlite') return newFile()
  const { url, drop } = await newTestDatabase()
  drops.push(drop)
  return url
}

/** Get Contact's status and message for an id in a database. */
async function wordsFor(database: string, principal: Principal, id: string): Promise<object> {
  const storage = await openStorage({ database, clock })
  try {
    return await getContact({ storage, clock, ids }, principal, id).then(
      () => ({ found: id }),
      ({ body }: { body: object }) => body,
    )
  } finally {
    await storage.close()
  }
}

describe('BR-385 the id of a deleted contact', () => {
  let source: string
  let principal: Principal
  let goneId: string
  beforeAll(async () => {
    source = await newDatabase()
    const storage = await openStorage({ database: source, clock })
    const fixtures = new Fixtures({ storage, clock, ids })
    const companyId = await fixtures.company()
    const locationId = await fixtures.location(companyId)
    const scopes = new Set<string>()
    principal = { kind: 'private', sourceId: 'test', companyId, locationId, scopes, rateLimitKey: 'test' }
    goneId = ids.next()
    const actor = {
      source: 'INTEGRATION',
      channel: 'OAUTH',
      sourceId: 'test',
      timestamp: new Date(clock.now()).toISOString(),
    } as const
    await storage.write((tx) => insertContact(tx, blankContact(goneId, locationId, actor)), { locationId })
    await deleteContact({ storage, clock, ids }, principal, goneId, never)
    await storage.close()
  })

  /** Expects the database to know the id as that of a deleted contact, and another one as unknown. */
  async function expectKnown(database: string): Promise<void> {
    const other = ids.next()
    expect([await wordsFor(database, principal, goneId), await wordsFor(database, principal, other)]).toEqual(
      [
        { message: `Contact not found for id:${goneId}`, error: 'Bad Request', statusCode: 400 },
        { error: `Contact with id ${other} not found`, status: 400 },
      ],
    )
  }

  it('is known before', () => expectKnown(source))

  it('is copied', async () => {
    const to = await newDatabase()
    const copied = await copyDatabase({ from: source, to, clock, ids, watcher })
    expect(copied).toContainEqual(expect.objectContaining({ name: 'deleted_contacts', rows: 1 }))
    await expectKnown(to)
  })

  it('is copied to a SQLite file, and from there', async () => {
    const file = newFile()
    await copyDatabase({ from: source, to: file, clock, ids, watcher })
    await expectKnown(file)
    const to = await newDatabase()
    await copyDatabase({ from: file, to, clock, ids, watcher })
    await expectKnown(to)
  })

  it('is in a backup, and in a database restored from it', async () => {
    const file = join(temporaryFolder(), 'backup.db')
    await backupDatabase({ file, database: source, mayReplace: false, clock, watcher })
    const database = await newDatabase()
    await restoreDatabase({ file, database, mayReplace: false, clock, watcher })
    await expectKnown(database)
  })

  it('is missing in a database that is replaced by an earlier backup', async () => {
    const file = join(temporaryFolder(), 'backup.db')
    await backupDatabase({
      file,
      database: await newDatabaseWithNothing(),
      mayReplace: false,
      clock,
      watcher,
    })
    const database = await newDatabase()
    await copyDatabase({ from: source, to: database, clock, ids, watcher })
    await restoreDatabase({ file, database, mayReplace: true, clock, watcher })
    expect(await wordsFor(database, principal, goneId)).toEqual({
      error: `Contact with id ${goneId} not found`,
      status: 400,
    })
  })

  async function newDatabaseWithNothing(): Promise<string> {
    const database = await newDatabase()
    await (await openStorage({ database, clock })).close()
    return database
  }
})
