import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Fixtures } from '../../../test/support/fixtures.ts'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { randomIds } from '../lib/ids.ts'
import { insertApp } from '../oauth/app-store.ts'
import { insertInstallation } from '../oauth/installation-store.ts'
import { accessSetOf } from '../storage/access-set.ts'
import { openStorage } from '../storage/open-storage.ts'
import { type Storage, StorageUnavailableError } from '../storage/storage.ts'
import { tablesWithoutAccess } from '../storage/uncached-tables.ts'
import { signToken, type TokenSubject } from './access-token.ts'
import { listAuditEvents } from './audit-store.ts'
import { type Authenticate, tokenCheck } from './authenticate.ts'
import { findLiveGrant, insertGrant, revokeGrant } from './grant-store.ts'
import type { NewToken } from './private-integration-token.ts'
import { SecretBox } from './secret-box.ts'
import { accessTokenKey, type SigningKeySource, signingKeySource } from './signing-key.ts'
import { findLiveTokenByHash, findToken, revokeToken } from './token-store.ts'

const clock = new HeldClock()
let folder: string
let database: string
let storage: Storage
let token: NewToken
/** The number of reads from the storage. */
let reads: number

const secrets = new SecretBox(randomBytes(32))

const keySource = (at: Storage): SigningKeySource =>
  signingKeySource({ storage: at, secrets, clock, ids: randomIds }, accessTokenKey)

/** The check as a server creates it for a storage. */
function checkOn(at: Storage): Authenticate {
  const signingKey = keySource(at)
  return tokenCheck({ storage: at, clock, ids: randomIds, signingKey, secrets })
}
/** A check that has cached the token, whose first use is recorded. */
async function checkThatKnows(at: Storage): Promise<Authenticate> {
  await checkOn(storage)(`Bearer ${token.token}`)
  return checkOn(at)
}

/** The storage, which counts its reads. */
const counted = (): Storage => ({
  read: (fn) => {
    reads++
    return storage.read(fn)
  },
  write: (fn, scope) => storage.write(fn, scope),
  changeStamp: () => storage.changeStamp(),
  checkWritable: () => storage.checkWritable(),
  close: () => storage.close(),
})

async function newToken(scopes: NewToken['scopes'] = ['contacts.readonly', 'contacts.write']) {
  const fixtures = new Fixtures({ storage, clock, ids: randomIds })
  const companyId = await fixtures.company()
  return fixtures.token({ companyId, locationId: await fixtures.location(companyId), scopes })
}

const revoke = (at: Storage, { id }: NewToken) =>
  at.write((tx) => tx.run(revokeToken, { id, dateRevoked: clock.now() }), 'database')

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-token-'))
  database = `sqlite:${join(folder, 'contactd.db')}`
  storage = await openStorage({ database, clock })
  token = await newToken()
  reads = 0
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

describe('tokenCheck', () => {
  it('reads only tables whose changes clear its cache', () => {
    const { tables } = accessSetOf(`${findLiveTokenByHash.sql} ${findLiveGrant.sql}`)
    expect([...tables].sort()).toEqual(['apps', 'grants', 'installations', 'tokens'])
    expect([...tables].filter((table) => tablesWithoutAccess.has(table))).toEqual([])
  })

  it('returns the owner of the token and its scopes', async () => {
    expect(await checkOn(storage)(`Bearer ${token.token}`)).toEqual({
      kind: 'private',
      sourceId: token.id,
      companyId: token.companyId,
      locationId: token.locationId,
      scopes: new Set(['contacts.readonly', 'contacts.write']),
      rateLimitKey: token.locationId,
    })
  })

  it('returns no location for a company’s token', async () => {
    const fixtures = new Fixtures({ storage, clock, ids: randomIds })
    const { companyId } = token
    const made = await fixtures.token({ companyId })
    expect(await checkOn(storage)(`Bearer ${made.token}`)).toMatchObject({
      companyId,
      locationId: undefined,
      rateLimitKey: companyId,
    })
  })

  it.each([
    (of: string) => `bearer ${of}`,
    (of: string) => `BEARER ${of}`,
    (of: string) => `  Bearer   ${of}\r\n`,
    (of: string) => `Bearer\t${of}`,
  ])('BR-006 accepts the scheme in any case, and white space around the token: %s', async (header) => {
    expect(await checkOn(storage)(header(token.token))).toMatchObject({ sourceId: token.id })
  })

  const refused = async (header: string | undefined) =>
    Promise.resolve()
      .then(() => checkOn(storage)(header))
      .then(
        () => 'admitted',
        (error: unknown) => (error as { body: unknown }).body,
      )

  it.each([
    ['BR-005', undefined, 'Unauthorized'],
    ['BR-005', '', 'Unauthorized'],
    ['BR-005', 'Bearer', 'Unauthorized'],
    ['BR-005', 'Bearer ', 'Unauthorized'],
    ['BR-005', 'Basic dXNlcjpwYXNz', 'Unauthorized'],
    ['BR-005', 'Bearer two words', 'Unauthorized'],
    ['BR-006', 'Bearer pit-00000000-0000-4000-8000-000000000000', 'Invalid Private Integration token'],
    ['BR-006', 'Bearer pit-', 'Invalid Private Integration token'],
    ['BR-006', "Bearer pit-'OR'1'='1", 'Invalid Private Integration token'],
    ['BR-006', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'Invalid JWT'],
    ['BR-006', 'Bearer garbage', 'Invalid JWT'],
  ])('%s: refuses %j: %s', async (_rule, header, message) => {
    expect(await refused(header)).toEqual({ statusCode: 401, message })
  })

  it('refuses a token in another case, or with a suffix', async () => {
    for (const text of [token.token.toUpperCase(), `${token.token}0`, token.token.slice(0, -1)]) {
      expect(await refused(`Bearer ${text}`)).toMatchObject({ statusCode: 401 })
    }
  })

  it('reads the storage once while nothing changes', async () => {
    const check = await checkThatKnows(counted())
    for (let request = 0; request < 10; request++) await check(`Bearer ${token.token}`)
    expect(reads).toBe(1)
  })

  it('does not cache unknown tokens', async () => {
    const check = checkOn(counted())
    for (let request = 0; request < 3; request++) {
      await expect(check('Bearer pit-unknown')).rejects.toThrow('Invalid Private Integration token')
    }
    expect(reads).toBe(3)
  })

  it('BR-008 refuses a token from the first request after its revocation', async () => {
    const check = checkOn(storage)
    await check(`Bearer ${token.token}`)
    await revoke(storage, token)
    await expect(check(`Bearer ${token.token}`)).rejects.toThrow('Invalid Private Integration token')
  })

  it('BR-008 immediately refuses a token that another process revoked', async () => {
    const check = checkOn(storage)
    await check(`Bearer ${token.token}`)
    const other = await openStorage({ database, clock })
    try {
      await revoke(other, token)
    } finally {
      await other.close()
    }
    await expect((async () => check(`Bearer ${token.token}`))()).rejects.toThrow(
      'Invalid Private Integration token',
    )
  })

  it('immediately accepts a token that another process created', async () => {
    const check = checkOn(storage)
    await check(`Bearer ${token.token}`)
    const other = await openStorage({ database, clock })
    const made = await new Fixtures({ storage: other, clock, ids: randomIds }).token({
      companyId: token.companyId,
    })
    await other.close()
    expect(await check(`Bearer ${made.token}`)).toMatchObject({ sourceId: made.id })
  })

  it('does not cache what it read before a change', async () => {
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const slow: Storage = {
      ...counted(),
      read: async (fn) => {
        const row = await storage.read(fn)
        await held
        return row
      },
    }
    const check = checkOn(slow)
    const early = check(`Bearer ${token.token}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await revoke(storage, token)
    const late = Promise.resolve(check('Bearer pit-other')).catch((error: Error) => error.message)
    goOn()
    await early
    expect(await late).toBe('Invalid Private Integration token')
    await expect((async () => check(`Bearer ${token.token}`))()).rejects.toThrow(
      'Invalid Private Integration token',
    )
  })

  it('caches at most ten thousand tokens', async () => {
    const row = {
      id: 'x',
      companyId: 'c',
      locationId: 'l',
      scopes: 'contacts.readonly',
      dateLastUsed: clock.now(),
    }
    const many: Storage = {
      ...counted(),
      read: async () => {
        reads++
        return row as never
      },
      changeStamp: () => 1,
    }
    const check = checkOn(many)
    for (let n = 0; n < 10_001; n++) await check(`Bearer pit-${n}`)
    reads = 0
    await check('Bearer pit-10000')
    await check('Bearer pit-1')
    expect(reads).toBe(0)
    await check('Bearer pit-0')
    expect(reads).toBe(1)
  })

  const firstUses = async () => {
    const events = await storage.read((tx) => tx.all(listAuditEvents, { since: 0, limit: 100 }))
    return events.filter(({ kind }) => kind === 'token.first-used').map(({ details }) => JSON.parse(details))
  }
  const dateFirstUsed = async () =>
    (await storage.read((tx) => tx.get(findToken, { id: token.id })))?.dateFirstUsed

  it('BR-107 records the first use of a token, once', async () => {
    const { id, name } = token
    expect([await dateFirstUsed(), await firstUses()]).toEqual([null, []])
    const now = clock.now()
    await Promise.all(Array.from({ length: 10 }, () => checkOn(storage)(`Bearer ${token.token}`)))
    expect([await dateFirstUsed(), await firstUses()]).toEqual([now, [{ tokenId: id, name }]])
    clock.advance(1000)
    await checkOn(storage)(`Bearer ${token.token}`)
    expect([await dateFirstUsed(), await firstUses()]).toEqual([now, [{ tokenId: id, name }]])
  })

  it('BR-810 records the last use of a token, to the hour', async () => {
    const check = checkOn(storage)
    const lastUsed = async () =>
      (await storage.read((tx) => tx.get(findToken, { id: token.id })))?.dateLastUsed
    const first = clock.now()
    await check(`Bearer ${token.token}`)
    clock.advance(59 * 60 * 1000)
    await check(`Bearer ${token.token}`)
    expect(await lastUsed()).toBe(first)
    clock.advance(2 * 60 * 1000)
    await check(`Bearer ${token.token}`)
    expect(await lastUsed()).toBe(clock.now())
    expect(await firstUses()).toHaveLength(1)
  })

  it('BR-107 accepts a token if its first use can’t be recorded, and records the next one', async () => {
    let isFull = true
    const check = checkOn({
      ...counted(),
      write: (fn, scope) =>
        isFull ? Promise.reject(new StorageUnavailableError('full')) : storage.write(fn, scope),
    })
    expect(await check(`Bearer ${token.token}`)).toMatchObject({ sourceId: token.id })
    expect(await dateFirstUsed()).toBeNull()
    isFull = false
    await revoke(storage, await newToken())
    await check(`Bearer ${token.token}`)
    expect(await dateFirstUsed()).toBe(clock.now())
  })
})

describe('tokenCheck with an access token', () => {
  const clientId = '6578278e879ad2646715ba9c-lq1nj8zs'
  let signingKey: SigningKeySource
  /** The number of requests for the key, which verifies signatures. */
  let verified: number
  let made: { accessToken: string; grantId: string; companyId: string; locationId: string }
  beforeEach(async () => {
    const source = keySource(storage)
    verified = 0
    signingKey = () => {
      verified++
      return source()
    }
    const { companyId, locationId = '' } = token
    const grantId = await newGrant(companyId, locationId)
    const subject: TokenSubject = {
      ...{ authClass: 'Location', authClassId: locationId, clientId, grantId, scopes: ['contacts.write'] },
    }
    const accessToken = await signToken(await source(), clock, 'access', subject, {
      id: 'a',
      lifetimeSeconds: 60,
    })
    made = { accessToken, grantId, companyId, locationId }
  })

  async function newGrant(companyId: string, locationId: string): Promise<string> {
    const [id, installationId] = [randomIds.next(), randomIds.next()]
    const dateAdded = clock.now()
    await storage.write(async (tx) => {
      const app = { clientId, name: 'A', secretHash: '', redirectUris: '[]', scopes: '', dateAdded }
      await tx.run(insertApp, { ...app, webhookUrl: null, sealedWebhookSecret: null })
      const installation = { id: installationId, clientId, companyId, locationId, userId: null, dateAdded }
      await tx.run(insertInstallation, installation)
      // The database's scopes count, not the token's.
      const scopes = 'contacts.readonly'
      await tx.run(insertGrant, { id, installationId, parentId: null, locationId, scopes, dateAdded })
    }, 'database')
    return id
  }
  const check = () => tokenCheck({ storage: counted(), clock, ids: randomIds, signingKey, secrets })

  it('returns its owner according to its grant', async () => {
    expect(await check()(`Bearer ${made.accessToken}`)).toEqual({
      kind: 'oauth',
      sourceId: clientId,
      companyId: made.companyId,
      locationId: made.locationId,
      scopes: new Set(['contacts.readonly']),
      rateLimitKey: `${clientId}:${made.locationId}`,
      grantId: made.grantId,
    })
  })

  it('BR-108 reads the grant and verifies the signature once while nothing changes', async () => {
    const checked = check()
    for (let request = 0; request < 10; request++) await checked(`Bearer ${made.accessToken}`)
    expect([reads, verified]).toEqual([1, 1])
    await revoke(storage, token)
    for (let request = 0; request < 10; request++) await checked(`Bearer ${made.accessToken}`)
    expect([reads, verified]).toEqual([2, 1])
  })

  it('BR-108 refuses it from the first request after the revocation of its grant', async () => {
    const checked = check()
    await checked(`Bearer ${made.accessToken}`)
    await storage.write(
      (tx) => tx.run(revokeGrant, { id: made.grantId, dateRevoked: clock.now() }),
      'database',
    )
    await expect(Promise.resolve(checked(`Bearer ${made.accessToken}`))).rejects.toThrow('Invalid JWT')
  })

  it('BR-106 refuses it after it expires, even if it is cached', async () => {
    const checked = check()
    const { accessToken } = made
    clock.advance(59_999 - (clock.now() % 1000))
    await checked(`Bearer ${accessToken}`)
    clock.advance(1)
    await expect(Promise.resolve(checked(`Bearer ${accessToken}`))).rejects.toThrow('Invalid JWT')
  })
})
