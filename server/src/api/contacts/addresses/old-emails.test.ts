import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock as clock } from '../../../lib/clock.ts'
import { silentLog } from '../../../storage/log.ts'
import { migrations } from '../../../storage/migrations/migrations.ts'
import { openSqlite } from '../../../storage/sqlite/open-sqlite.ts'
import { statement } from '../../../storage/statement.ts'
import { emailAddress } from './additional-addresses.ts'
import { findHolder } from './address-store.ts'

const insertOldContact = statement<{ id: string; email: string }>(
  'test-insert-old-contact',
  `INSERT INTO contacts (location_id, id, email_lower_case, date_added, date_updated, document)
   VALUES ('here', :id, :email, 0, 0, :id)`,
)
const insertCompany = statement<Record<string, never>>(
  'test-insert-old-company',
  "INSERT INTO companies (id, name, date_added) VALUES ('company', 'Company', 0)",
)
const insertLocation = statement<Record<string, never>>(
  'test-insert-old-location',
  `INSERT INTO locations (id, company_id, name, country, timezone, allow_duplicate_contact, date_added)
   VALUES ('here', 'company', 'Here', 'US', 'UTC', 0, 0)`,
)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contactd-old-emails-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('BR-254 emails that an older release stored in lower case are found in any case', async () => {
  const open = async (upTo: number) => {
    const these = migrations.filter(({ number }) => number <= upTo)
    const file = join(folder, 'contacts.db')
    return (await openSqlite({ file, clock, log: silentLog, migrations: these })).storage
  }
  const emails = ['jane@example.com', 'straße@example.com', 'οδυσσεύς@example.com', 'émile@example.com']
  const old = await open(5)
  await old.write(async (tx) => {
    await tx.run(insertCompany, {})
    await tx.run(insertLocation, {})
    for (const email of emails) await tx.run(insertOldContact, { id: email, email })
  })
  await old.close()

  const storage = await open(Number.POSITIVE_INFINITY)
  for (const email of emails) {
    for (const written of [email, email.toUpperCase()]) {
      const holder = await storage.read((tx) => findHolder(tx, 'here', emailAddress(written)))
      expect(holder).toEqual({ document: email })
    }
  }
  await storage.close()
})
