import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useCheapPasswords } from '../../../test/support/cheap-passwords.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { makeOwner, password } from '../../../test/support/visitor.ts'
import { createCompany } from '../api/companies/create-company.ts'
import { createLocation } from '../api/locations/create-location.ts'
import { createUser } from '../api/users/create-user.ts'
import { updatePasswordHash } from '../api/users/user-store.ts'
import { listAuditEvents } from '../auth/audit-store.ts'
import { hashPassword, saltOf } from '../auth/password.ts'
import { statement } from '../storage/statement.ts'
import { type Storage, StorageUnavailableError } from '../storage/storage.ts'
import { type SignInClient, SignIns } from './sign-in.ts'
import { changePassword, hashPasswordOf } from './sign-in-password.ts'
import { hashSession, sessionLifetimeMs } from './sign-in-session.ts'
import { findSession, listSignInUsers } from './sign-in-store.ts'

const email = 'ada@example.com'
const from = { address: '192.0.2.7', previous: 'none' }

const everySession = statement<Record<string, never>, { hash: string }>(
  'test-every-session',
  'SELECT hash, user_id, date_expires FROM sign_in_sessions',
)
const forgetUser = statement<{ id: string }>(
  'test-forget-user',
  'UPDATE users SET email_lower_case = id, password_hash = NULL WHERE id = :id',
)
const demote = statement<{ id: string; role: string; type: string }>(
  'test-demote',
  'UPDATE users SET role = :role, type = :type WHERE id = :id',
)

useCheapPasswords()
const server = useTestServer()
let ownerId: string
let signIns: SignIns
beforeAll(async () => {
  ownerId = await makeOwner(server)
  await makeOwner(server, { email: 'ulf@example.com', name: 'Ulf', owner: false })
  const nora = { locationId: server.locationId, name: 'Nora', email: 'nora@example.com', owner: true }
  await server.storage.write((tx) => createUser(tx, server, nora), 'database')
})
beforeEach(() => {
  server.clock.advance(60 * 60 * 1000)
  signIns = new SignIns(server)
})

const sessions = () => server.storage.read((tx) => tx.all(everySession, {}))
const sessionOf = (secret: string) =>
  server.storage.read((tx) => tx.get(findSession, { hash: hashSession(secret), now: server.clock.now() }))
/** The audit entries since the test began. */
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

  it('and gets a session, of which the database has only a hash', async () => {
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

describe('BR-123 nobody else does, and the reason is not revealed', () => {
  it.each([
    ['a wrong password', { email, password: 'correct horse batterz' }],
    ['no password', { email, password: '' }],
    ['a password that is too long', { email, password: password.padEnd(1001, ' ') }],
    ['an unknown email', { email: 'eve@example.com', password }],
    ['no email', { email: '', password }],
    ['a malformed email', { email: "ada@example.com'--", password }],
    ['an email with a NUL', { email: `${email}\0`, password }],
    ['an email that is too long', { email: email.padEnd(400, 'x'), password }],
    ['a user of a location', { email: 'ulf@example.com', password }],
    ['an owner whose password was never set', { email: 'nora@example.com', password: '' }],
  ])('%s', async (_, credentials) => {
    const before = await sessions()
    expect(await signIns.signIn(credentials, from)).toEqual({ kind: 'refused', nextInSeconds: 0 })
    expect(await sessions()).toEqual(before)
    const events = await audited()
    expect(events.map((event) => event.kind)).toEqual(['sign-in.failed'])
    expect(JSON.stringify(events)).toContain(from.address)
    for (const secret of [password, 'batterz', 'eve@example.com']) {
      expect(JSON.stringify(events)).not.toContain(secret)
    }
  })

  it('BR-451 an attempt that the database could not check is not counted', async () => {
    let isAway = true
    const away = () => Promise.reject(new StorageUnavailableError('The database is away.'))
    const read: Storage['read'] = (...args) => (isAway ? away() : server.storage.read(...args))
    const write: Storage['write'] = (...args) => server.storage.write(...args)
    const attempts = new SignIns({ ...server, storage: { read, write } as Storage })
    for (let attempt = 0; attempt < 10; attempt += 1)
      await expect(attempts.signIn({ email, password }, from)).rejects.toThrow(StorageUnavailableError)
    isAway = false
    const outcome = await attempts.signIn({ email, password: 'wrong' }, from)
    expect(outcome).toEqual({ kind: 'refused', nextInSeconds: 0 })
  })

  it('a password that changes during the check', async () => {
    const passwordHash = await hashPassword('another horse', server.ids)
    const old = signIns.signIn({ email, password }, from)
    const user = { id: ownerId, email }
    await server.storage.write((tx) => changePassword(tx, server, user, passwordHash), 'database')
    expect(await old).toEqual({ kind: 'refused', nextInSeconds: 0 })
    const again = await hashPassword(password, server.ids)
    await server.storage.write(
      (tx) => tx.run(updatePasswordHash, { id: ownerId, passwordHash: again }),
      'database',
    )
  })
})

describe('BR-379 owners of several companies with the same email', () => {
  let otherOwner: { id: string; companyId: string }
  beforeAll(async () => {
    otherOwner = await server.storage.write(async (tx) => {
      const company = await createCompany(tx, server, { name: 'Other Agency' })
      const place = { name: 'Elsewhere', country: 'US', timezone: 'UTC', allowDuplicates: false }
      const { id: locationId } = await createLocation(tx, server, { ...place, companyId: company.id })
      return createUser(tx, server, { locationId, name: 'Ada', email: 'ADA@example.com', owner: true })
    }, 'database')
  })
  const setPassword = async (user: { id: string; email: string }, text: string) => {
    const passwordHash = await hashPasswordOf(server.storage, server.ids, user, text)
    await server.storage.write((tx) => changePassword(tx, server, user, passwordHash), 'database')
  }
  const other = () => ({ id: otherOwner.id, email: 'ADA@example.com' })

  it('are distinguished by their passwords', async () => {
    // The other user has no password yet, so the first signs in as before.
    expect(await sessionOf(await signIn())).toMatchObject({ userId: ownerId, companyName: 'Acme Agency' })
    await setPassword(other(), 'another horse')
    expect(await sessionOf(await signIn())).toMatchObject({ userId: ownerId })
    const outcome = await signIns.signIn({ email, password: 'another horse' }, from)
    if (outcome.kind !== 'signed-in') throw new Error(outcome.kind)
    expect(await sessionOf(outcome.secret)).toMatchObject({
      userId: otherOwner.id,
      companyName: 'Other Agency',
    })
    expect((await signIns.signIn({ email, password: 'a third horse' }, from)).kind).toBe('refused')
  })

  it('share a salt, so a sign-in does the same work for one and for many', async () => {
    const users = await server.storage.read((tx) =>
      tx.all(listSignInUsers, { emailLowerCase: email, limit: 10 }),
    )
    expect(users).toHaveLength(2)
    expect(new Set(users.map(({ passwordHash }) => saltOf(passwordHash ?? ''))).size).toBe(1)
    expect(new Set(users.map(({ passwordHash }) => passwordHash)).size).toBe(2)
  })

  it("can't have the same password, or a salt of their own", async () => {
    await expect(setPassword(other(), password)).rejects.toThrow('has this password: choose another')
    const ownSalt = await hashPassword('a fourth horse', server.ids)
    const change = server.storage.write((tx) => changePassword(tx, server, other(), ownSalt), 'database')
    await expect(change).rejects.toThrow('was set just now: try again')
    expect((await signIns.signIn({ email, password: 'another horse' }, from)).kind).toBe('signed-in')
  })

  it('and the refusal of one reveals nothing about the other', async () => {
    await signIns.signIn({ email, password: 'a fifth horse' }, from)
    expect(await audited()).toEqual([{ kind: 'sign-in.failed', details: { address: from.address } }])
  })

  it('a company has one user per email, in any case', async () => {
    const again = { locationId: server.locationId, name: 'A', email: 'Ada@Example.com', owner: false }
    await expect(server.storage.write((tx) => createUser(tx, server, again), 'database')).rejects.toThrow(
      'The company has a user with the email Ada@Example.com already.',
    )
  })

  afterAll(() => server.storage.write((tx) => tx.run(forgetUser, { id: otherOwner.id }), 'database'))
})

describe('BR-124 a session', () => {
  it('ends after twelve hours, and is deleted at the next sign-in', async () => {
    const secret = await signIn()
    server.clock.advance(sessionLifetimeMs - 1)
    expect(await sessionOf(secret)).toBeDefined()
    server.clock.advance(1)
    expect(await sessionOf(secret)).toBeUndefined()
    const next = await signIn()
    expect((await sessions()).map((session) => session.hash)).toEqual([hashSession(next)])
  })

  it('ends if the same browser signs in again, and no other does', async () => {
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
    await server.storage.write(
      (tx) => changePassword(tx, server, { id: ownerId, email }, passwordHash),
      'database',
    )
    expect(await Promise.all(secrets.map(sessionOf))).toEqual([undefined, undefined])
    expect(await audited()).toContainEqual({ kind: 'user.password-set', details: { userId: ownerId } })
  })

  it.each([
    { role: 'user', type: 'agency' },
    { role: 'admin', type: 'account' },
  ])('is invalid while its user is $role and $type', async (kind) => {
    const secret = await signIn()
    await server.storage.write((tx) => tx.run(demote, { id: ownerId, ...kind }), 'database')
    expect(await sessionOf(secret)).toBeUndefined()
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('refused')
    await server.storage.write(
      (tx) => tx.run(demote, { id: ownerId, role: 'admin', type: 'agency' }),
      'database',
    )
    expect(await sessionOf(secret)).toBeDefined()
  })
})

describe('BR-125 guessing is slowed down', () => {
  const wrong = { email, password: 'wrong' }
  const elsewhere = { ...from, address: '198.51.100.1' }
  /** The waits so far; each wait advances the held clock. */
  let waitedMs: number[]
  beforeEach(() => {
    waitedMs = []
    signIns = new SignIns(server, async (timeMs) => {
      waitedMs.push(timeMs)
      server.clock.advance(timeMs)
    })
  })
  const guess = async (times: number, client: SignInClient = from) => {
    for (let time = 0; time < times; time++)
      expect((await signIns.signIn(wrong, client)).kind).toBe('refused')
  }

  it('a wrong password after five others gets a late response with the time of the next attempt', async () => {
    await guess(4)
    expect(await signIns.signIn(wrong, from)).toEqual({ kind: 'refused', nextInSeconds: 1 })
    expect(await signIns.signIn(wrong, from)).toEqual({ kind: 'refused', nextInSeconds: 2 })
    expect(waitedMs).toEqual([1000])
  })

  it("the right password is delayed but never refused, and resets the account's failures", async () => {
    await guess(7)
    waitedMs = []
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('signed-in')
    expect(waitedMs).toEqual([4000])
    await guess(5)
    expect(waitedMs).toEqual([4000])
  })

  it('others behind the address are neither refused nor delayed', async () => {
    for (let index = 0; index < 8; index++) {
      await signIns.signIn({ email: `user${index % 2}@example.com`, password: 'wrong' }, from)
    }
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('signed-in')
    expect(waitedMs).toEqual([])
  })

  it('the owner is neither refused nor delayed by guesses from elsewhere', async () => {
    await guess(7, elsewhere)
    waitedMs = []
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('signed-in')
    expect(waitedMs).toEqual([])
  })

  it('nor is a browser that has signed in before, by guesses from its own address', async () => {
    await guess(7)
    waitedMs = []
    const known = { ...from, knownBrowser: 'b1' }
    expect((await signIns.signIn({ email, password }, known)).kind).toBe('signed-in')
    expect(waitedMs).toEqual([])
    // It is counted like any other client.
    await guess(6, known)
    expect(waitedMs).toEqual([1000])
  })

  it('addresses of one /64 are one client, and so is an IPv4 address mapped to IPv6', async () => {
    for (let index = 1; index <= 6; index++) await guess(1, { ...from, address: `2001:db8:1:2::${index}` })
    await guess(1, { ...from, address: '2001:db8:1:3::1' })
    expect(waitedMs).toEqual([1000])
    await guess(3, elsewhere)
    await guess(3, { ...from, address: `::ffff:${elsewhere.address}` })
    expect(waitedMs).toEqual([1000, 1000])
  })

  it('an account that does not exist is slowed down like any other', async () => {
    const nobody = { email: 'eve@example.com', password }
    const outcomes = []
    for (let time = 0; time < 6; time++) outcomes.push(await signIns.signIn(nobody, from))
    expect(outcomes.slice(4)).toEqual([
      { kind: 'refused', nextInSeconds: 1 },
      { kind: 'refused', nextInSeconds: 2 },
    ])
    expect(waitedMs).toEqual([1000])
  })

  it('concurrent attempts get no further than sequential ones', async () => {
    signIns = new SignIns(server, async (timeMs) => {
      waitedMs.push(timeMs)
    })
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => signIns.signIn(wrong, from)))
    const kinds = outcomes.map((outcome) => outcome.kind)
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(9)
    expect(waitedMs).toEqual([1000, 3000, 7000, 15_000])
    expect(outcomes.filter(({ kind }) => kind === 'busy')).toEqual(
      Array(3).fill({ kind: 'busy', retryAfterSeconds: 31 }),
    )
  })

  it('BR-451 an owner has a turn while another network floods', async () => {
    const flood = Array.from({ length: 60 }, (_, index) =>
      signIns.signIn({ email: `user${index}@example.com`, password: 'wrong' }, elsewhere),
    )
    expect((await signIns.signIn({ email, password }, from)).kind).toBe('signed-in')
    const kinds = (await Promise.all(flood)).map(({ kind }) => kind)
    // Two are checked, and twenty wait.
    expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(38)
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(22)
  })

  it('all waits end when the server stops', async () => {
    signIns = new SignIns(server)
    await guess(5)
    const waiting = signIns.signIn(wrong, from)
    signIns.close()
    expect(await waiting).toEqual({ kind: 'busy', retryAfterSeconds: 5 })
  })
})
