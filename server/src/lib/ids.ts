import { randomBytes, randomUUID } from 'node:crypto'

/** The one door through which the program makes ids and secrets, so that a test can foretell them. */
export interface Ids {
  /** 20 characters of `[A-Za-z0-9]`: contacts, locations, users, companies, custom fields, tags, documents. */
  next(): string
  /** A UUID version 4: trace ids, private integration tokens. */
  uuid(): string
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const idLength = 20
/** The largest multiple of 62 that a byte holds: bytes at or above it would favour the first letters. */
const unbiasedLimit = 248

function randomId(): string {
  let id = ''
  while (id.length < idLength) {
    for (const byte of randomBytes(idLength * 2)) {
      if (byte < unbiasedLimit && id.length < idLength) id += alphabet[byte % alphabet.length]
    }
  }
  return id
}

export const randomIds: Ids = { next: randomId, uuid: () => randomUUID() }
