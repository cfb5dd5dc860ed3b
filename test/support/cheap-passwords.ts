import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, beforeAll } from 'vitest'

const { scrypt } = crypto
const cheapest = { N: 2 }

/**
 * Passwords of this test file are hashed with the least work instead of some 100 ms: for tests that try many. The
 * hashes of other files don't match them.
 */
export function useCheapPasswords(): void {
  const replace = (other: typeof scrypt) => {
    crypto.scrypt = other
    syncBuiltinESMExports()
  }
  beforeAll(() =>
    replace(((password, salt, bytes, options, callback) =>
      scrypt(password, salt, bytes, { ...options, ...cheapest }, callback)) as typeof scrypt),
  )
  afterAll(() => replace(scrypt))
}
