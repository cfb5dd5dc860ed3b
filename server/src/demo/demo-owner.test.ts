import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fixtures } from '../../../test/support/fixtures.ts'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { newTestDatabase } from '../../../test/support/test-database.ts'
import { findUser, updatePasswordHash } from '../api/users/user-store.ts'
import { hashPassword } from '../auth/password.ts'
import { SecretBox } from '../auth/secret-box.ts'
import { randomIds } from '../lib/ids.ts'
import { removeUser } from '../lifecycle/delete-user.ts'
import { SignIns } from '../oauth/sign-in.ts'
import { changePassword } from '../oauth/sign-in-password.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'
import { type DemoOwner, demoOwner } from './demo-owner.ts'
import { fillDemo } from './fill-demo.ts'

const client = { address: '127.0.0.1', previous: '' }

describe('BR-472 the owner of the demo', () => {
  const sources = { clock: new HeldClock(), ids: randomIds }
  const secrets = new SecretBox(randomBytes(32))
  let storage: Storage
  let database: Awaited<ReturnType<typeof newTestDatabase>>
  beforeAll(async () => {
    database = await newTestDatabase()
    storage = await openStorage({ database: database.url, clock: sources.clock })
    await fillDemo(storage, database.url, sources)
  })
  afterAll(async () => {
    await storage.close()
    await database.drop()
  })

  const ownerOf = (box = secrets) => demoOwner(storage, sources, box)
  const signIn = async (owner: DemoOwner | undefined) => {
    const ins = new SignIns({ storage, ...sources })
    const outcome = await ins.signIn(owner ?? { email: '', password: '' }, client)
    ins.close()
    return outcome.kind
  }

  it('signs in with the printed credentials, which are the same at each start and differ between databases', async () => {
    const first = await ownerOf()
    expect(first).toEqual({
      email: 'olivia@example.com',
      password: expect.stringMatching(/^[\w-]{20}$/),
    })
    expect(await signIn(first)).toBe('signed-in')
    expect(await ownerOf()).toEqual(first)
    expect(await ownerOf(new SecretBox(randomBytes(32)))).toBeUndefined()
    expect(await signIn(first)).toBe('signed-in')
  })

  it('is not printed if another password was set', async () => {
    const first = await ownerOf()
    const other = { email: 'olivia@example.com', password: 'correct horse battery' }
    const passwordHash = await hashPassword(other.password, sources.ids)
    await storage.write(
      (tx) => changePassword(tx, sources, { id: demoIds.owner, email: other.email }, passwordHash),
      'database',
    )
    expect(await ownerOf()).toBeUndefined()
    expect([await signIn(other), await signIn(first)]).toEqual(['signed-in', 'refused'])
    const again = await hashPassword(first?.password ?? '', sources.ids)
    await storage.write(
      (tx) => tx.run(updatePasswordHash, { id: demoIds.owner, passwordHash: again }),
      'database',
    )
    expect(await ownerOf()).toEqual(first)
  })

  it('is created if the demo has none, once even with several nodes', async () => {
    const first = await ownerOf()
    await storage.write((tx) => removeUser(tx, sources, demoIds.owner), 'database')
    const made = await Promise.all([ownerOf(), ownerOf(), ownerOf()])
    expect(made).toEqual([first, first, first])
    const row = await storage.read((tx) => tx.get(findUser, { id: demoIds.owner }))
    expect(row).toMatchObject({ companyId: demoIds.company, role: 'admin', type: 'agency' })
    expect(await signIn(first)).toBe('signed-in')
  })

  it('is not created if the company has another owner', async () => {
    const other = await new Fixtures({ storage, ...sources }).user(demoIds.company, demoIds.location)
    await storage.write(async (tx) => {
      await removeUser(tx, sources, demoIds.owner)
      const sql = "UPDATE users SET role = 'admin', type = 'agency' WHERE id = :id"
      await tx.run({ name: 'make-owner', sql }, { id: other })
    }, 'database')
    expect(await ownerOf()).toBeUndefined()
    expect(await storage.read((tx) => tx.get(findUser, { id: demoIds.owner }))).toBeUndefined()
  })
})
