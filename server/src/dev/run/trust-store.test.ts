import { createHash } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { expect, it } from 'vitest'
import { trustStore, trustStorePassword } from './trust-store.ts'

it('has each certificate, and a digest with the password', () => {
  const store = trustStore(rootCertificates.slice(0, 3))
  expect(store.subarray(0, 12).toString('hex')).toBe('feedfeed0000000200000003')
  for (const pem of rootCertificates.slice(0, 3)) {
    const der = Buffer.from(pem.replace(/-----.*?-----|\s/g, ''), 'base64')
    expect(store.includes(der)).toBe(true)
  }
  const salted = Buffer.concat([
    Buffer.from(trustStorePassword, 'utf16le').swap16(),
    Buffer.from('Mighty Aphrodite'),
  ])
  const content = store.subarray(0, -20)
  expect(createHash('sha1').update(salted).update(content).digest()).toEqual(store.subarray(-20))
})
