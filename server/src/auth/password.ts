import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import type { Ids } from '../lib/ids.ts'

/** The minimum number of characters (code points) of a password. */
export const minPasswordLength = 8
/** The maximum length of a password in UTF-8. */
export const maxPasswordBytes = 1000

const logCost = 15
const blockSize = 8
const parallelism = 1
const hashBytes = 32
/** scrypt needs slightly more than 32 MiB. The limit is twice that. */
const maxMemoryBytes = 64 * 1024 * 1024

/**
 * Hashes a password with scrypt, some 100 ms of work, and includes the parameters:
 * `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, base64 without padding. The password is normalized (NFKC), since keyboards
 * compose characters differently.
 * @param ids the salt is a UUID: 16 unique bytes, 122 bits of them random.
 * @param like a hash whose salt is reused: users of several companies with the same email share it, so one computation
 * checks all of them.
 */
export async function hashPassword(password: string, ids: Ids, like?: string): Promise<string> {
  const salt =
    like === undefined
      ? Buffer.from(ids.uuid().replaceAll('-', ''), 'hex')
      : Buffer.from(saltOf(like), 'base64')
  const options = { N: 2 ** logCost, r: blockSize, p: parallelism, maxmem: maxMemoryBytes }
  const hash = await derive(password.normalize('NFKC'), salt, options)
  return `$scrypt$ln=${logCost},r=${blockSize},p=${parallelism}$${base64(salt)}$${base64(hash)}`
}

/** The salt of a hash, base64 without padding. */
export const saltOf = (encoded: string): string => partsOf(encoded).salt

/**
 * Returns those hashes that match a password, without revealing by timing which of them share a salt. Without a hash
 * (no user has the email, or no password was set) it does the same work and returns none.
 */
export async function matchingHashes(password: string, encoded: readonly string[]): Promise<string[]> {
  const matching: string[] = []
  const made = new Map<string, Buffer>()
  for (const each of encoded.length === 0 ? [nobodysHash] : encoded) {
    const { parameters, logN, r, p, salt, hash } = partsOf(each)
    const key = `${parameters} ${salt}`
    const options = { N: 2 ** logN, r, p, maxmem: maxMemoryBytes }
    const computed =
      made.get(key) ?? (await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64'), options))
    made.set(key, computed)
    if (timingSafeEqual(computed, Buffer.from(hash, 'base64')) && encoded.length > 0) matching.push(each)
  }
  return matching
}

/** Whether a password matches a hash. Without a hash, does the same work and returns false. */
export const verifyPassword = async (password: string, encoded: string | undefined): Promise<boolean> =>
  (await matchingHashes(password, encoded === undefined ? [] : [encoded])).length > 0

function partsOf(encoded: string) {
  const [, parameters, logN, r, p, salt, hash] = encodedHash.exec(encoded) ?? []
  if (parameters === undefined || salt === undefined || hash === undefined)
    throw new Error('A password hash of an unknown kind.')
  return { parameters, logN: Number(logN), r: Number(r), p: Number(p), salt, hash }
}

const encodedHash = /^\$scrypt\$(ln=(\d+),r=(\d+),p=(\d+))\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/
const nobodysHash = `$scrypt$ln=${logCost},r=${blockSize},p=${parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, options, (error, hash) => (error ? reject(error) : resolve(hash)))
  })
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
