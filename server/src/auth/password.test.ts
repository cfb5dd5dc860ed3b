import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { randomIds } from '../lib/ids.ts'
import { hashPassword } from './password.ts'

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
