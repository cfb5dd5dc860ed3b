import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { makeOwner, password } from '../../../test/support/visitor.ts'
import { listAuditEvents } from '../auth/audit-store.ts'
import { hashPassword } from '../auth/password.ts'
import { createUser } from '../locations/create-user.ts'
import { updatePasswordHash } from '../locations/user-store.ts'
import { statement } from '../storage/statement.ts'
import { SignIns } from './sign-in.ts'
import { changePassword } from './sign-in-password.ts'
import { hashSession, sessionLifetimeMs } from './sign-in-session.ts'
import { findSession } from './sign-in-store.ts'

const email = 'ada@example.com'
const from = { address: '192.0.2.7', previous: 'none' }

const everySession = statement<Record<string, never>, { hash: string }>(
  'test-every-session',
  'SELECT hash, user_id, date_expires FROM sign_in_sessions',
)
const demote = statement<{ id: string; role: string; type: string }>(
  'test-demote',
  'UPDATE users SET role = :role, type = :type WHERE id = :id',
)

let server: TestServer
let ownerId: string
let signIns: SignIns
beforeAll(async () => {
  server = await startTestServer()
  ownerId = await makeOwner(server)
  await makeOwner(server, { email: 'ulf@example.com', name: 'Ulf', owner: false })
  const nora = { locationId: server.locationId, name: 'Nora', email: 'nora@example.com', owner: true }
  await server.storage.write((tx) => createUser(tx, server, nora))
})
afterAll(() => server.close())
beforeEach(() => {
  server.clock.advance(60 * 60 * 1000)
  signIns = new SignIns(server)
})

const sessions = () => server.storage.read((tx) => tx.all(everySession, {}))
const sessionOf = (secret: string) =>
  server.storage.read((tx) => tx.get(findSession, { hash: hashSession(secret), now: server.clock.now() }))
/** What the audit log says since the test began. */
const audited = async () => {
  const since = server.clock.now()
  const rows = await server.storage.read((tx) => tx.all(listAuditEvents, { since, limit: 100 }))
  return rows.map(({ kind, details }) => ({ kind, details: JSON.parse(details) }))
}
const signIn = async (): Promise<string> => {
  const outcome = await signIns.signIn({ email, password }, from)
  if (outcome.kind !== 'signed-in') throw new Error(`The sign-in was ${outcome.kind}.`)
  return outcome.secret
}

describe('BR-123 an owner signs in', () => {
  it.each([email, 'ADA@Example.com', '  ada@example.com '])('with the email %j', async (given) => {
    const outcome = await signIns.signIn({ email: given, password }, from)
    expect(outcome).toEqual({ kind: 'signed-in', secret: expect.stringMatching(/^[0-9a-f]{96}$/) })
    expect(await audited()).toEqual([
      { kind: 'sign-in.succeeded', details: { userId: ownerId, address: from.address } },
    ])
  })

  it('and gets a session of his own, of which the database has but a hash', async () => {
    const secret = await signIn()
    expect(await sessionOf(secret)).toEqual({
      userId: ownerId,
      userName: 'Ada Abbott',
      userEmail: email,
      companyId: server.companyId,
      companyName: 'Acme Agency',
    })
    expect(JSON.stringify(await sessions())).not.toContain(secret)
    expect(await signIn()).not.toBe(secret)
  })
})

describe('BR-123 nobody else does, and none is told why', () => {
  it.each([
    ['a wrong password', { email, password: 'correct horse batterz' }],
    ['no password', { email, password: '' }],
    ['a password that is too long', { email, password: password.padEnd(1001, ' ') }],
    ['an unknown email', { email: 'eve@example.com', password }],
    ['no email', { email: '', password }],
    ['an email that is none', { email: "ada@example.com'--", password }],
    ['an email with a NUL', { email: `${email}\0`, password }],
    ['an email that is too long', { email: email.padEnd(400, 'x'), password }],
    ['a user of a location', { email: 'ulf@example.com', password }],
    ['an owner whose password was never set', { email: 'nora@example.com', password: '' }],
  ])('%s', async (_, credentials) => {
    const before = await sessions()
    expect(await signIns.signIn(credentials, from)).toEqual({ kind: 'refused' })
    expect(await sessions()).toEqual(before)
    const events = await audited()
    expect(events.map((event) => event.kind)).toEqual(['sign-in.failed'])
    expect(JSON.stringify(events)).toContain(from.address)
    for (const secret of [password, 'batterz', 'eve@example.com']) {
      expect(JSON.stringify(events)).not.toContain(secret)
    }
  })

  it('a password that is changed while it is looked at', async () => {
    const passwordHash = await hashPassword('another horse', server.ids)
    const old = signIns.signIn({ email, password }, from)
    const user = { id: ownerId, email }
    await server.storage.write((tx) => changePassword(tx, server, user, passwordHash))
    expect(await old).toEqual({ kind: 'refused' })
    const again = await hashPassword(password, server.ids)
    await server.storage.write((tx) =>
      tx.run(updatePasswordHash, { emailLowerCase: email, passwordHash: again }),
    )
  })
})

describe('BR-124 a session', () => {
  it('ends after twelve hours, and the next sign-in clears it away', async () => {
    const secret = await signIn()
    server.clock.advance(sessionLifetimeMs - 1)
    expect(await sessionOf(secret)).toBeDefined()
    server.clock.advance(1)
    expect(await sessionOf(secret)).toBeUndefined()
    const next = await signIn()
    expect((await sessions()).map((session) => session.hash)).toEqual([hashSession(next)])
  })

  it('ends where the same browser signs in again, and no other does', async () => {
    const first = await signIn()
    const other = await signIn()
    const outcome = await signIns.signIn({ email, password }, { ...from, previous: hashSession(first) })
    expect(outcome.kind).toBe('signed-in')
    expect(await sessionOf(first)).toBeUndefined()
    expect(await sessionOf(other)).toBeDefined()
  })

  it('ends with the sign-out, and no other does', async () => {
    const [first, other] = [await signIn(), await signIn()]
    await signIns.signOut(hashSession(first))
    expect(await sessionOf(first)).toBeUndefined()
    expect(await sessionOf(other)).toBeDefined()
  })

  it('ends when the password is changed', async () => {
    const secrets = [await signIn(), await signIn()]
    const passwordHash = await hashPassword(password, server.ids)
    await server.storage.write((tx) => changePassword(tx, server, { id: ownerId, email }, passwordHash))
    expect(await Promise.all(secrets.map(sessionOf))).toEqual([undefined, undefined])
    expect(await audited()).toContainEqual({ kind: 'user.password-set', details: { userId: ownerId } })
  })

  it.each([
    { role: 'user', type: 'agency' },
    { role: 'admin', type: 'account' },
  ])('counts for nothing while its user is $role and $type', async (kind) => {
    const secret = await signIn()
    await server.storage.write((tx) => tx.run(demote, { id: ownerId, ...kind }))
    expect(await sessionOf(secret)).toBeUndefined()
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('refused')
    await server.storage.write((tx) => tx.run(demote, { id: ownerId, role: 'admin', type: 'agency' }))
    expect(await sessionOf(secret)).toBeDefined()
  })
})

describe('BR-125 guessing is slowed down', () => {
  const wrong = { email, password: 'wrong' }

  it('the right password waits too after five failures, for half a minute', async () => {
    for (let time = 0; time < 5; time++) {
      expect((await signIns.signIn(wrong, { ...from, address: `192.0.2.${time}` })).kind).toBe('refused')
    }
    const throttled = await signIns.signIn({ email, password }, from)
    expect(throttled).toEqual({ kind: 'throttled', retryAfterSeconds: 30 })
    server.clock.advance(30_000)
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('signed-in')
    expect((await signIns.signIn(wrong, from)).kind).toBe('refused')
  })

  it('many at once get no further than many in a row', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => signIns.signIn(wrong, from)))
    const kinds = outcomes.map((outcome) => outcome.kind)
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'throttled')).toHaveLength(3)
  })

  it('no more than eight passwords are looked at at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        signIns.signIn(
          { email: `user${index}@example.com`, password },
          { ...from, address: `10.0.0.${index}` },
        ),
      ),
    )
    const busy = outcomes.filter((outcome) => outcome.kind === 'throttled')
    expect(busy).toEqual(Array(4).fill({ kind: 'throttled', retryAfterSeconds: 1 }))
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('signed-in')
  })
})
