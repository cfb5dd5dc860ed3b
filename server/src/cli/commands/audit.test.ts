import { spawnSync } from 'node:child_process'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { HeldClock } from '../../../../test/support/held-clock.ts'
import { launcher } from '../../../../test/support/program.ts'
import { sinceValue } from '../argument-parsers.ts'

interface Event {
  kind: string
  date: string
  details: Record<string, unknown>
}

const kindsOf = (events: readonly Event[]) => events.map(({ kind }) => kind)

describe('audit list', () => {
  test('BR-102 shows tokens, apps and passwords, and no secret', async () => {
    const contactd = new CommandLine()
    const { id: locationId, companyId } = await contactd.location()
    const token = await contactd.json<{ id: string; token: string }>(
      ...['token', 'create', '--location', locationId, '--scopes', 'contacts.readonly', '--name', 'sync'],
    )
    await contactd.json('token', 'revoke', token.id)
    await contactd.json('token', 'revoke', token.id)
    const app = await contactd.json<{ clientId: string; clientSecret: string }>(
      ...['app', 'create', '--name', 'CRM', '--redirect-uri', 'https://a.example/cb'],
      ...['--scopes', 'contacts.readonly'],
    )
    const { clientId } = app
    const { code } = await contactd.json<{ code: string }>(
      ...['app', 'install', clientId, '--location', locationId],
    )
    await contactd.json('app', 'uninstall', clientId, '--location', locationId)
    const rotated = await contactd.json<{ clientSecret: string }>('app', 'rotate-secret', clientId)
    await contactd.json('app', 'delete', clientId)
    const user = await contactd.json<{ id: string }>(
      ...['user', 'create', '--location', locationId, '--name', 'Pat', '--email', 'pat@example.com'],
    )
    setPassword(contactd, 'pat@example.com')

    const events = await contactd.json<Event[]>('audit', 'list')
    expect(events.map(({ kind, details }) => ({ kind, details }))).toEqual([
      {
        kind: 'token.created',
        details: { tokenId: token.id, name: 'sync', companyId, locationId, scopes: ['contacts.readonly'] },
      },
      { kind: 'token.revoked', details: { tokenId: token.id, name: 'sync' } },
      { kind: 'app.created', details: { clientId, name: 'CRM' } },
      {
        kind: 'app.installed',
        details: { clientId, companyId, locationId, scopes: ['contacts.readonly'] },
      },
      { kind: 'app.uninstalled', details: { clientId, companyId, locationId } },
      { kind: 'app.secret-rotated', details: { clientId, name: 'CRM' } },
      { kind: 'app.deleted', details: { clientId, name: 'CRM' } },
      { kind: 'user.password-set', details: { userId: user.id } },
    ])
    for (const { date } of events) expect(new Date(date).toISOString()).toBe(date)
    const { stdout } = await contactd.run(['audit', 'list'])
    expect(stdout).toMatch(/^DATE +KIND +DETAILS\n20\d\d-.*Z {2}token\.created +tokenId=\w+ name=sync /)
    const all = stdout + JSON.stringify(events)
    for (const secret of [token.token.slice(4), app.clientSecret, rotated.clientSecret, code, password]) {
      expect(all).not.toContain(secret)
    }
  })

  test('BR-102 shows 90 days, or the events since a time', async () => {
    const contactd = new CommandLine()
    const { id } = await contactd.location()
    const args = ['token', 'create', '--location', id, '--scopes', 'contacts.readonly', '--name']
    await contactd.json(...args, 'old')
    age(contactd, 91)
    expect(await contactd.json('audit', 'list')).toEqual([])
    age(contactd, -2)
    expect(kindsOf(await contactd.json('audit', 'list'))).toEqual(['token.created'])
    expect(await contactd.json('audit', 'list', '--since', '7d')).toEqual([])
    await contactd.json(...args, 'new')
    expect(await contactd.json('audit', 'list', '--since', '2h')).toMatchObject([
      { details: { name: 'new' } },
    ])
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    expect(await contactd.json('audit', 'list', '--since', tomorrow)).toEqual([])
  })

  test.each(['yesterday', '2', '2w', '-2h', '', '2026-13-01', '1234567h'])(
    '--since %j is a usage error',
    async (since) => {
      const { code, stdout, stderr } = await new CommandLine().run(['audit', 'list', '--since', since])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('It is a time such as 30m, 2h or 7d ago')
    },
  )
})

test.each([
  ['30s', '2024-06-16T13:59:30.000Z'],
  ['30m', '2024-06-16T13:30:00.000Z'],
  ['2h', '2024-06-16T12:00:00.000Z'],
  ['7d', '2024-06-09T14:00:00.000Z'],
  ['2024-01-31', '2024-01-31T00:00:00.000Z'],
  ['2024-01-31T12:00:00Z', '2024-01-31T12:00:00.000Z'],
  ['2024-01-31T12:00:00.5+02:00', '2024-01-31T10:00:00.500Z'],
])('sinceValue parses %s', (text, instant) => {
  const clock = new HeldClock('2024-06-16T14:00:00.000Z')
  expect(new Date(sinceValue(text, clock)).toISOString()).toBe(instant)
})

test('BR-103 a new password ends the sessions of its user, and no other’s', async () => {
  const contactd = new CommandLine()
  const { id: locationId } = await contactd.location()
  const user = (name: string) =>
    contactd.json<{ id: string }>(
      ...['user', 'create', '--location', locationId, '--name', name, '--email', `${name}@example.com`],
    )
  const [pat, una] = [await user('pat'), await user('una')]
  const insert = 'INSERT INTO sign_in_sessions (hash, user_id, date_expires) VALUES (?, ?, 1)'
  inDatabase(contactd, (database) => {
    for (const [hash, id] of [
      ['a', pat.id],
      ['b', pat.id],
      ['c', una.id],
    ])
      database.prepare(insert).run(hash, id)
  })
  setPassword(contactd, 'pat@example.com')
  const left = inDatabase(contactd, (database) =>
    database.prepare('SELECT user_id FROM sign_in_sessions').pluck().all(),
  )
  expect(left).toEqual([una.id])
})

const password = 'correct horse battery'

function setPassword(contactd: CommandLine, email: string): void {
  const { status, stderr } = spawnSync(
    launcher,
    ['user', 'password', email, '--database', contactd.database],
    { cwd: contactd.folder, input: `${password}\n`, encoding: 'utf8', timeout: 20_000 },
  )
  expect([status, stderr]).toEqual([0, `The password of ${email} is set.\n`])
}

/** Backdates every event by that many days. */
function age(contactd: CommandLine, days: number): void {
  inDatabase(contactd, (database) =>
    database.prepare('UPDATE audit_events SET date_added = date_added - ?').run(days * 86_400_000),
  )
}

function inDatabase<T>(contactd: CommandLine, work: (database: Database.Database) => T): T {
  const database = new Database(contactd.file)
  try {
    return work(database)
  } finally {
    database.close()
  }
}
