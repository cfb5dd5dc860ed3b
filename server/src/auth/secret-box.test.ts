import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretBox } from './secret-box.ts'

const key = randomBytes(32)
const box = new SecretBox(key)

describe('a sealed text', () => {
  it('decrypts to the same text, and is different each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, purpose) => {
        const sealed = box.seal(purpose, text)
        expect(box.open(purpose, sealed)).toBe(text.toWellFormed())
        expect(box.seal(purpose, text)).not.toBe(sealed)
        expect(sealed).toMatch(/^[\w-]+$/)
      }),
    )
  })

  it('does not contain the text', () => {
    const sealed = box.seal('a', 'the private key')
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('private')
  })

  it('does not open for another purpose or with another key', () => {
    const sealed = box.seal('a', 'text')
    expect(() => box.open('b', sealed)).toThrow()
    expect(() => new SecretBox(randomBytes(32)).open('a', sealed)).toThrow()
    expect(new SecretBox(Buffer.from(key)).open('a', sealed)).toBe('text')
  })

  it('does not open if any byte is changed or missing', () => {
    const sealed = Buffer.from(box.seal('a', 'text'), 'base64url')
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => box.open('a', changed.toString('base64url')), `byte ${at}`).toThrow()
      expect(() => box.open('a', sealed.subarray(0, at).toString('base64url')), `${at} bytes`).toThrow()
    }
  })
})

describe('a signature', () => {
  it('is valid only for its text, purpose and key', () => {
    const signature = box.sign('a', 'text')
    expect(box.verify('a', 'text', signature)).toBe(true)
    expect(box.verify('a', 'texts', signature)).toBe(false)
    expect(box.verify('b', 'text', signature)).toBe(false)
    expect(new SecretBox(randomBytes(32)).verify('a', 'text', signature)).toBe(false)
    for (const other of ['', signature.slice(1), `${signature}A`, `A${signature.slice(1, -1)}A`]) {
      expect(box.verify('a', 'text', other)).toBe(false)
    }
  })
})

it('refuses a key that is too short', () => {
  expect(() => new SecretBox(randomBytes(31))).toThrow('at least 32 bytes')
})
