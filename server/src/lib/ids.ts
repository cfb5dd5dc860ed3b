import { randomBytes, randomUUID } from 'node:crypto'

/** The only source of ids and secrets in the program, so that a test can predict them. */
export interface Ids {
  /** 20 characters of `[A-Za-z0-9]`: contacts, locations, users, companies, custom fields, tags, documents. */
  next(): string
  /** A UUID version 4: trace ids, private integration tokens. */
  uuid(): string
}

/** Ids have 20 letters and digits; older kinds contain hyphens. Other texts can't be ids. */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text)

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const idLength = 20
/** The largest multiple of 62 in a byte: higher bytes would favour the first letters. */
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

const uuidText = Buffer.alloc(36)

/**
 * A UUID as one string. Node.js concatenates it from pairs of digits, and V8 keeps the pieces, some 450 bytes, as long as
 * the list of requests keeps the id.
 */
function flatUuid(): string {
  uuidText.write(randomUUID(), 'latin1')
  return uuidText.toString('latin1')
}

export const randomIds: Ids = { next: randomId, uuid: flatUuid }

/** Random bytes for a key that others get to know, such as the secret of a webhook. */
export const randomKeyBytes = (count: number): Buffer => randomBytes(count)

/** From 0 up to, but not including, 1: for times that should differ between processes. */
export const randomFraction = (): number => randomBytes(4).readUInt32LE() / 2 ** 32

/** Sources whose first id is the given one, if there is one. */
export function beginningWith(ids: Ids, id: string | undefined): Ids {
  let first = id
  return {
    ...ids,
    next() {
      const taken = first ?? ids.next()
      first = undefined
      return taken
    },
  }
}
