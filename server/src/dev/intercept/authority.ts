import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../lib/clock.ts'
import type { Certificates } from './make-certificates.ts'

/** What clients trust, and what the server shows them. */
export interface Authority extends Certificates {
  /** The file with the authority's certificate. */
  caFile: string
}

export interface AuthorityOptions {
  /** The names that it vouches for. */
  names: readonly string[]
  /** The user's folder for the state of contactd. */
  folder: string
  clock: Clock
}

const files = { authority: 'ca.pem', certificate: 'certificate.pem', key: 'key.pem' } as const
/** Certificates are replaced when they are valid for less than this. */
const leastMs = 30 * 24 * 60 * 60 * 1000

/**
 * Reads the local authority for these names from the user's folder, or makes it. Each set of names has an authority of
 * its own, so that none vouches for more names than were asked for. Only the user can read its files.
 * @throws the error of the system if the folder can't be read or written.
 */
export async function openAuthority({ names, folder, clock }: AuthorityOptions): Promise<Authority> {
  const own = join(folder, `authority-${digest([...names].sort().join('\n'))}`)
  const kept = read(own, names, clock.now())
  if (kept) return kept
  // Imported on demand: only the first use needs it.
  const { makeCertificates } = await import('./make-certificates.ts')
  const certificates = await makeCertificates(names, clock.now())
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const written = mkdtempSync(`${own}-`)
  for (const [name, file] of Object.entries(files)) {
    writeFileSync(join(written, file), certificates[name as keyof Certificates], { mode: 0o600 })
  }
  try {
    return (
      putInPlace(written, own, names, clock.now()) ?? { ...certificates, caFile: join(own, files.authority) }
    )
  } finally {
    rmSync(written, { recursive: true, force: true })
  }
}

/**
 * Renames the new folder to its name. @returns the authority of another process that did so first.
 */
function putInPlace(
  written: string,
  own: string,
  names: readonly string[],
  now: number,
): Authority | undefined {
  for (let attempt = 0; ; attempt += 1) {
    try {
      renameSync(written, own)
      return undefined
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (attempt > 0 || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(code)) throw error
    }
    const others = read(own, names, now)
    if (others) return others
    rmSync(own, { recursive: true, force: true })
  }
}

/** @returns undefined if it is missing, damaged, or expires soon. */
function read(folder: string, names: readonly string[], now: number): Authority | undefined {
  try {
    const [authority = '', certificate = '', key = ''] = Object.values(files).map((file) =>
      readFileSync(join(folder, file), 'utf8'),
    )
    const parsed = new X509Certificate(certificate)
    const isGood =
      parsed.validToDate.getTime() > now + leastMs &&
      parsed.verify(new X509Certificate(authority).publicKey) &&
      parsed.checkPrivateKey(createPrivateKey(key)) &&
      names.every((name) => parsed.checkHost(name) !== undefined)
    return isGood ? { authority, certificate, key, caFile: join(folder, files.authority) } : undefined
  } catch {
    return undefined
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
