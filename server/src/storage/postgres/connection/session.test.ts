import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { parseDatabaseUrl, withoutPassword } from '../../database-url.ts'
import { silentLog } from '../../log.ts'
import { inShards } from '../shards/find-layout.ts'
import { connectionSettings } from './connection-settings.ts'
import { Session } from './session.ts'

const away = 'postgres://user@127.0.0.1:1/contactd'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

describe('a session with several URLs', () => {
  const sessionTo = (...urls: string[]) =>
    new Session(connectionSettings(urls.join()), false, inShards(silentLog))
  const ask = async (session: Session) =>
    (await (await session.connection()).query({ name: '', text: 'SELECT 1', values: [] })).rows

  it('uses the next server if one is away', async () => {
    const session = sessionTo(away, away, database.url)
    expect(await ask(session)).toEqual([[1]])
    await session.close()
  })

  it('connects again after a loss, whichever server is away by then', async () => {
    const session = sessionTo(database.url, away)
    await ask(session)
    await execute(
      database.url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    await expect.poll(() => session.isConnected).toBe(false)
    expect(await ask(session)).toEqual([[1]])
    await session.close()
  })

  it('fails if all are away', async () => {
    const session = sessionTo(away, away)
    await expect(ask(session)).rejects.toThrow('The database is unavailable (ECONNREFUSED).')
    await session.close()
  })

  it('is refused by a database that is not distributed', async () => {
    const session = new Session(connectionSettings(`${database.url},${away}`), true)
    await expect(session.connection()).rejects.toThrow('the database is not distributed: name one.')
    await session.close()
  })
})

it('several URLs are separated by commas, each of a database', () => {
  const list = 'postgres://a:one@h1/d?sslmode=require,postgresql://a:two@h2:5433/d'
  expect(parseDatabaseUrl(list)).toEqual({ engine: 'postgres', url: list })
  expect(connectionSettings(list).connectionString).toContain('sslmode=verify-full,postgresql:')
  expect(withoutPassword(list)).toBe('postgres://a:***@h1/d?sslmode=require,postgresql://a:***@h2:5433/d')
  expect(withoutPassword('postgres://a:b,postgres://c@h/d')).toBe('postgres://a:***@h/d')
  expect(() => parseDatabaseUrl('postgres://h1/d,postgres://h2')).toThrow('names no PostgreSQL database')
})
