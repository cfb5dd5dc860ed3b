import { scryptSync } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import { randomIds } from '../lib/ids.ts'
import { hashPassword, verifyPassword } from './password.ts'

const rehash = (password: string, encoded: string) => {
  const [, , , salt = ''] = encoded.split('$')
  const options = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
  const hash = scryptSync(password, Buffer.from(salt, 'base64'), 32, options)
  return `$scrypt$ln=15,r=8,p=1$${salt}$${hash.toString('base64').replace(/=+$/, '')}`
}

test('a password is hashed with scrypt, its parameters beside it', async () => {
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

test('a password composed in another way is the same password', async () => {
  const encoded = await hashPassword('cafe\u0301 cre\u0300me', randomIds)
  expect(encoded).toBe(rehash('caf\u00e9 cr\u00e8me', encoded))
})

describe('a password is verified', () => {
  it.each([
    ['itself', 'correct horse', 'correct horse', true],
    ['another', 'correct horse', 'correct horsf', false],
    ['nothing', 'correct horse', '', false],
    ['itself, composed in another way', 'caf\u00e9 cr\u00e8me', 'cafe\u0301 cre\u0300me', true],
    ['itself with white space', 'correct horse', 'correct horse ', false],
  ])('%s', async (_, password, given, verdict) => {
    expect(await verifyPassword(given, await hashPassword(password, randomIds))).toBe(verdict)
  })

  it('without a hash: no password is right', async () => {
    expect(await verifyPassword('', undefined)).toBe(false)
    expect(await verifyPassword('correct horse', undefined)).toBe(false)
  })

  it('without a hash: it takes as long as with one', async () => {
    const encoded = await hashPassword('correct horse', randomIds)
    const known = await cpuMs(() => verifyPassword('correct horsf', encoded))
    const unknown = await cpuMs(() => verifyPassword('correct horsf', undefined))
    expect(unknown).toBeGreaterThan(known / 2)
    expect(unknown).toBeLessThan(known * 2)
  })

  it.each(['', 'correct horse', '$2b$10$abc', '$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA'])(
    'a hash of an unknown kind is an error: %j',
    async (encoded) => {
      await expect(verifyPassword('correct horse', encoded)).rejects.toThrow('unknown kind')
    },
  )
})

/** The work that a call takes, which a busy machine doesn't lengthen as it does the time: the best of three. */
async function cpuMs(call: () => Promise<unknown>): Promise<number> {
  const taken: number[] = []
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage()
    await call()
    const { user, system } = process.cpuUsage(before)
    taken.push((user + system) / 1000)
  }
  return Math.min(...taken)
}
