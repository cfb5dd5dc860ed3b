import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contentOf } from '../../../test/support/filled-database.ts'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { openStorage } from '../storage/open-storage.ts'
import { demoTime } from './demo-sources.ts'
import { fillDemo } from './fill-demo.ts'

/** The content of a demo that is created at a given time. */
async function demoAt(time: string) {
  const file = join(temporaryFolder(), 'contactd.db')
  const database = `sqlite:${file}`
  const clock = new HeldClock(time)
  const storage = await openStorage({ database, clock })
  const { token } = await fillDemo(storage, database, { clock, ids })
  await storage.close()
  // The token is a secret of each database, and its creation is audited.
  const { tokens, audit_events: events, ...tables } = contentOf(file)
  expect(tokens).toHaveLength(1)
  expect(events?.length).toBeGreaterThan(0)
  return { token, tables }
}

it('BR-470 every demo has the same ids, dates and values, in the same order, except its token', async () => {
  const [one, other] = [await demoAt('2026-01-01T00:00:00.000Z'), await demoAt('2027-07-07T07:07:07.007Z')]
  expect(other.tables).toEqual(one.tables)
  expect(one.tables.contacts).toHaveLength(200)
  expect(one.tables.appointments).toHaveLength(1)
  expect(other.token).not.toBe(one.token)
  // None of its dates is in the future.
  expect(demoTime).toBeLessThan(Date.parse('2026-01-01T00:00:00.000Z'))
})
