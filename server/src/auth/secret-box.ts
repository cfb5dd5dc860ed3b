import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** Encrypts and signs sensitive data in the database. It derives a separate key for each purpose. */
export class SecretBox {
  readonly #key: Buffer

  /** @param key 32 random bytes, or any secret with at least as much randomness. */
  constructor(key: Buffer) {
    if (key.length < keyBytes) throw new Error(`A secret key has at least ${keyBytes} bytes.`)
    this.#key = key
  }

  /** Encrypts a text (AES-256-GCM). @returns base64url, different each time. */
  seal(purpose: string, text: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.#keyFor(purpose), nonce)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
  }

  /** Decrypts what `seal` encrypted for the same purpose. @throws Error if the key differs or the text was modified. */
  open(purpose: string, sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64url')
    const nonce = bytes.subarray(0, nonceBytes)
    // Without the length, a tag truncated to four bytes would be compared by those alone.
    const options = { authTagLength: tagBytes }
    const decipher = createDecipheriv('aes-256-gcm', this.#keyFor(purpose), nonce, options)
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    const text = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]
    return Buffer.concat(text).toString('utf8')
  }

  /** Signs a text (HMAC-SHA-256). @returns base64url. */
  sign(purpose: string, text: string): string {
    return createHmac('sha256', this.#keyFor(purpose)).update(text).digest('base64url')
  }

  /** Checks a signature in constant time. */
  verify(purpose: string, text: string, signature: string): boolean {
    const right = Buffer.from(this.sign(purpose, text))
    const given = Buffer.from(signature)
    return right.length === given.length && timingSafeEqual(right, given)
  }

  #keyFor(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, '', purpose, keyBytes))
  }
}
