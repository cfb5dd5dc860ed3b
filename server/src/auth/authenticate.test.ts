import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Fixtures } from '../../../test/support/fixtures.ts'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { randomIds } from '../lib/ids.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tokenCheck } from './authenticate.ts'
import type { NewToken } from './private-integration-token.ts'
import { revokeToken } from './token-store.ts'

const clock = new HeldClock()
let folder: string
let database: string
let storage: Storage
let token: NewToken
/** How often the storage was read. */
let reads: number

/** The storage, with its reads counted. */
const counted = (): Storage => ({
  read: (fn) => {
    reads++
    return storage.read(fn)
  },
  write: (fn) => storage.write(fn),
  changeStamp: () => storage.changeStamp(),
  close: () => storage.close(),
})

async function newToken(scopes: NewToken['scopes'] = ['contacts.readonly', 'contacts.write']) {
  const fixtures = new Fixtures({ storage, clock, ids: randomIds })
  const companyId = await fixtures.company()
  return fixtures.token({ companyId, locationId: await fixtures.location(companyId), scopes })
}

const revoke = (at: Storage, { id }: NewToken) =>
  at.write((tx) => tx.run(revokeToken, { id, dateRevoked: clock.now() }))

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
  it('tells whose the token is and what it may do', async () => {
    expect(await tokenCheck(storage)(`Bearer ${token.token}`)).toEqual({
      tokenId: token.id,
      companyId: token.companyId,
      locationId: token.locationId,
      scopes: new Set(['contacts.readonly', 'contacts.write']),
    })
  })

  it('tells of a company’s token that it has no location', async () => {
    const fixtures = new Fixtures({ storage, clock, ids: randomIds })
    const { companyId } = token
    const made = await fixtures.token({ companyId })
    expect(await tokenCheck(storage)(`Bearer ${made.token}`)).toMatchObject({
      companyId,
      locationId: undefined,
    })
  })

  it.each([
    (of: string) => `bearer ${of}`,
    (of: string) => `BEARER ${of}`,
    (of: string) => `  Bearer   ${of}\r\n`,
    (of: string) => `Bearer\t${of}`,
  ])('BR-006 takes the scheme in any case, and white space around the token: %s', async (header) => {
    expect(await tokenCheck(storage)(header(token.token))).toMatchObject({ tokenId: token.id })
  })

  const refused = async (header: string | undefined) =>
    Promise.resolve()
      .then(() => tokenCheck(storage)(header))
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

  it('refuses a token in another case or with more behind it', async () => {
    for (const text of [token.token.toUpperCase(), `${token.token}0`, token.token.slice(0, -1)]) {
      expect(await refused(`Bearer ${text}`)).toMatchObject({ statusCode: 401 })
    }
  })

  it('reads the storage once while nothing changes', async () => {
    const check = tokenCheck(counted())
    for (let request = 0; request < 10; request++) await check(`Bearer ${token.token}`)
    expect(reads).toBe(1)
  })

  it('does not remember tokens that are unknown', async () => {
    const check = tokenCheck(counted())
    for (let request = 0; request < 3; request++) {
      await expect(check('Bearer pit-unknown')).rejects.toThrow('Invalid Private Integration token')
    }
    expect(reads).toBe(3)
  })

  it('BR-008 refuses a token from the request on that follows its revocation', async () => {
    const check = tokenCheck(storage)
    await check(`Bearer ${token.token}`)
    await revoke(storage, token)
    await expect(check(`Bearer ${token.token}`)).rejects.toThrow('Invalid Private Integration token')
  })

  it('BR-008 refuses at once a token that another process revoked', async () => {
    const check = tokenCheck(storage)
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

  it('takes at once a token that another process made', async () => {
    const check = tokenCheck(storage)
    await check(`Bearer ${token.token}`)
    const other = await openStorage({ database, clock })
    const made = await new Fixtures({ storage: other, clock, ids: randomIds }).token({
      companyId: token.companyId,
    })
    await other.close()
    expect(await check(`Bearer ${made.token}`)).toMatchObject({ tokenId: made.id })
  })

  it('does not remember what was read before a change', async () => {
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
    const check = tokenCheck(slow)
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

  it('remembers ten thousand tokens and no more', async () => {
    const row = { id: 'x', companyId: 'c', locationId: 'l', scopes: 'contacts.readonly' }
    const many: Storage = {
      ...counted(),
      read: async () => {
        reads++
        return row as never
      },
      changeStamp: () => 1,
    }
    const check = tokenCheck(many)
    for (let n = 0; n < 10_001; n++) await check(`Bearer pit-${n}`)
    reads = 0
    await check('Bearer pit-10000')
    await check('Bearer pit-1')
    expect(reads).toBe(0)
    await check('Bearer pit-0')
    expect(reads).toBe(1)
  })
})
