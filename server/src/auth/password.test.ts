import { scrypt, scryptSync } from 'node:crypto'
import { describe, expect, it, test, vi } from 'vitest'
import { randomIds } from '../lib/ids.ts'

vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>()
  return { ...crypto, scrypt: vi.fn(crypto.scrypt) }
})

// Modules loaded by earlier test files are cached, and the mock needs a password.ts that is loaded after it.
vi.resetModules()
const { hashPassword, verifyPassword } = await import('./password.ts')

const rehash = (password: string, encoded: string) => {
  const [, , , salt = ''] = encoded.split('$')
  const options = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
  const hash = scryptSync(password, Buffer.from(salt, 'base64'), 32, options)
  return `$scrypt$ln=15,r=8,p=1$${salt}$${hash.toString('base64').replace(/=+$/, '')}`
}

test('a password is hashed with scrypt, with its parameters', async () => {
  const encoded = await hashPassword('correct horse', randomIds)
  expect(encoded).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(encoded).toBe(rehash('correct horse', encoded))
  expect(encoded).not.toBe(rehash('correct horsf', encoded))
})

test('two hashes of one password differ', async () => {
  expect(await hashPassword('correct horse', randomIds)).not.toBe(
    await hashPassword('correct horse', randomIds),
  )
})

test('a password in another Unicode composition is the same password', async () => {
  const encoded = await hashPassword('cafe\u0301 cre\u0300me', randomIds)
  expect(encoded).toBe(rehash('caf\u00e9 cr\u00e8me', encoded))
})

describe('a password is verified', () => {
  it.each([
    ['itself', 'correct horse', 'correct horse', true],
    ['another', 'correct horse', 'correct horsf', false],
    ['nothing', 'correct horse', '', false],
    ['itself, in another Unicode composition', 'caf\u00e9 cr\u00e8me', 'cafe\u0301 cre\u0300me', true],
    ['itself with white space', 'correct horse', 'correct horse ', false],
  ])('%s', async (_, password, given, verdict) => {
    expect(await verifyPassword(given, await hashPassword(password, randomIds))).toBe(verdict)
  })

  it('without a hash: no password matches', async () => {
    expect(await verifyPassword('', undefined)).toBe(false)
    expect(await verifyPassword('correct horse', undefined)).toBe(false)
  })

  it('without a hash: the same work is done as with one', async () => {
    const encoded = await hashPassword('correct horse', randomIds)
    const work = async (known: string | undefined) => {
      vi.mocked(scrypt).mockClear()
      await verifyPassword('correct horsf', known)
      return vi
        .mocked(scrypt)
        .mock.calls.map(([password, salt, bytes, options]) => [
          password,
          Buffer.from(salt as Buffer).length,
          bytes,
          options,
        ])
    }
    const withHash = await work(encoded)
    expect(withHash).toHaveLength(1)
    expect(await work(undefined)).toEqual(withHash)
  })

  it.each(['', 'correct horse', '$2b$10$abc', '$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA'])(
    'a hash of an unknown kind is an error: %j',
    async (encoded) => {
      await expect(verifyPassword('correct horse', encoded)).rejects.toThrow('unknown kind')
    },
  )
})
