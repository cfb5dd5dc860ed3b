import { randomBytes, sign, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { openStorage } from '../storage/open-storage.ts'
import { statement } from '../storage/statement.ts'
import type { Storage } from '../storage/storage.ts'
import { SecretBox } from './secret-box.ts'
import { SecretKeyError } from './secret-key-file.ts'
import { accessTokenKey, checkSigningKey, signingKeySource } from './signing-key.ts'

const everything = statement<Record<string, never>, { sealed_private_key: string; public_key: string }>(
  'test-every-signing-key',
  'SELECT * FROM signing_keys',
)

const clock = new HeldClock()
let box: SecretBox
let folder: string
let database: string
let storage: Storage
beforeEach(async () => {
  box = new SecretBox(randomBytes(32))
  folder = mkdtempSync(join(tmpdir(), 'contactd-key-'))
  database = `sqlite:${join(folder, 'contactd.db')}`
  storage = await openStorage({ database, clock })
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

const keySource = (storage: Storage, secrets: SecretBox) =>
  signingKeySource({ storage, secrets, clock, ids }, accessTokenKey)
const rows = () => storage.read((tx) => tx.all(everything, {}))

describe('the signing key', () => {
  it('is created once, when it is first needed, and opened from then on', async () => {
    const source = keySource(storage, box)
    expect(await rows()).toEqual([])
    const [first, second] = await Promise.all([source(), source()])
    expect(second).toBe(first)
    expect(first.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 })
    expect(await rows()).toHaveLength(1)
    const again = await keySource(storage, box)()
    const text = Buffer.from('text')
    expect(verify('sha256', text, again.publicKey, sign('sha256', text, first.privateKey))).toBe(true)
    expect(again.jwk).toEqual(first.jwk)
  })

  it('is the same if two that share a database create it at once', async () => {
    const other = await openStorage({ database, clock })
    try {
      const keys = await Promise.all([keySource(storage, box)(), keySource(other, box)()])
      expect(keys[0]?.jwk).toEqual(keys[1]?.jwk)
      expect(await rows()).toHaveLength(1)
    } finally {
      await other.close()
    }
  })

  it('BR-105 is stored encrypted only', async () => {
    const { privateKey, jwk } = await keySource(storage, box)()
    const [row] = await rows()
    expect(JSON.parse(row?.public_key ?? '')).toEqual(jwk)
    expect(Object.keys(jwk).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    await storage.close()
    const bytes = readFileSync(join(folder, 'contactd.db'), 'latin1')
    const secret = privateKey.export({ format: 'jwk' })
    for (const part of [secret.d, secret.p, secret.q, 'PRIVATE KEY'] as string[]) {
      expect(bytes).not.toContain(part)
      expect(bytes).not.toContain(Buffer.from(part, 'base64url').toString('latin1'))
    }
    storage = await openStorage({ database, clock })
  })

  it('is read again if the database was unavailable', async () => {
    let isDown = true
    const source = keySource(
      {
        ...storage,
        read: (fn) => (isDown ? Promise.reject(new Error('down')) : storage.read(fn)),
        write: (fn, scope) => storage.write(fn, scope),
      },
      box,
    )
    await expect(source()).rejects.toThrow('down')
    isDown = false
    expect((await source()).jwk.kty).toBe('RSA')
  })
})

describe('checkSigningKey', () => {
  it('accepts a database without a key, and creates none', async () => {
    await checkSigningKey(storage, box)
    expect(await rows()).toEqual([])
  })

  it('reports a different secret key in one sentence', async () => {
    await keySource(storage, box)()
    await checkSigningKey(storage, box)
    const other = new SecretBox(randomBytes(32))
    const sentence =
      'The signing key in the database was sealed with another secret key: ' +
      'restore the original, in the file secret-key next to a SQLite database, or in the table kept_values of PostgreSQL.'
    await expect(checkSigningKey(storage, other)).rejects.toThrow(new SecretKeyError(sentence))
    await expect(keySource(storage, other)()).rejects.toThrow(new SecretKeyError(sentence))
  })
})
