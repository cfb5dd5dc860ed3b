import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../../test/support/program.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { openAuthority } from './authority.ts'

const names = ['services.leadconnectorhq.com', 'api.example.com']
const dayMs = 24 * 60 * 60 * 1000

it('BR-610 makes an authority at the first use, which only the user can read', async () => {
  const folder = join(temporaryFolder(), 'state', 'contactd')
  const made = await openAuthority({ names, folder, clock })
  const files = readdirSync(dirname(made.caFile))
  expect(files.sort()).toEqual(['ca.pem', 'certificate.pem', 'key.pem'])
  for (const file of files) expect(statSync(join(dirname(made.caFile), file)).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(made.caFile)).mode & 0o777).toBe(0o700)
  expect(readFileSync(made.caFile, 'utf8')).toBe(made.authority)
  expect(await openAuthority({ names, folder, clock })).toEqual(made)
  expect(await openAuthority({ names: names.toReversed(), folder, clock })).toEqual(made)
})

it('BR-610 vouches for its names alone, and keeps no key to sign with', async () => {
  const made = await openAuthority({ names, folder: temporaryFolder(), clock })
  const authority = new X509Certificate(made.authority)
  const certificate = new X509Certificate(made.certificate)
  expect(authority.ca).toBe(true)
  expect(certificate.ca).toBe(false)
  expect(certificate.verify(authority.publicKey)).toBe(true)
  expect(certificate.subjectAltName).toBe(names.map((name) => `DNS:${name}`).join(', '))
  // Name constraints (2.5.29.30), critical.
  expect(authority.raw.includes(Buffer.from('0603551d1e0101ff', 'hex'))).toBe(true)
  for (const name of names) expect(authority.raw.includes(name)).toBe(true)
  expect(authority.checkPrivateKey(createPrivateKey(made.key))).toBe(false)
})

it('has an authority of its own for each set of names', async () => {
  const folder = temporaryFolder()
  const both = await openAuthority({ names, folder, clock })
  const one = await openAuthority({ names: names.slice(0, 1), folder, clock })
  expect(one.caFile).not.toBe(both.caFile)
  expect(new X509Certificate(one.authority).raw.includes('api.example.com')).toBe(false)
})

it('is made again before it expires, and when a file is damaged', async () => {
  const folder = temporaryFolder()
  const first = await openAuthority({ names, folder, clock })
  const later = { now: () => clock.now() + 800 * dayMs }
  const second = await openAuthority({ names, folder, clock: later })
  expect(second.authority).not.toBe(first.authority)
  expect(second.caFile).toBe(first.caFile)
  writeFileSync(second.caFile, 'damaged')
  const third = await openAuthority({ names, folder, clock })
  expect(readFileSync(second.caFile, 'utf8')).toBe(third.authority)
  writeFileSync(join(dirname(second.caFile), 'key.pem'), 'damaged')
  const fourth = await openAuthority({ names, folder, clock })
  expect(new X509Certificate(fourth.certificate).checkPrivateKey(createPrivateKey(fourth.key))).toBe(true)
  expect(readdirSync(folder)).toHaveLength(1)
})

it('is one for two processes that make it at once', async () => {
  const folder = temporaryFolder()
  const [one, two] = await Promise.all([1, 2].map(() => openAuthority({ names, folder, clock })))
  expect(one).toEqual(two)
  expect(readdirSync(folder)).toHaveLength(1)
})
