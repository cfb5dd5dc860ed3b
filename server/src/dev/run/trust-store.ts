import { createHash, X509Certificate } from 'node:crypto'

/** The password of the store. It protects nothing: certificates are public. */
export const trustStorePassword = 'changeit'

/**
 * Certificates as a trust store of Java, in the format JKS, which every version of Java reads.
 * @param certificates in PEM, one each.
 */
export function trustStore(certificates: readonly string[]): Buffer {
  const entries = certificates.map((pem, index) => {
    const { raw } = new X509Certificate(pem)
    return [uint32(2), text(`authority-${index}`), Buffer.alloc(8), text('X.509'), uint32(raw.length), raw]
  })
  const content = Buffer.concat([uint32(0xfeedfeed), uint32(2), uint32(entries.length), ...entries.flat()])
  const password = Buffer.from(trustStorePassword, 'utf16le').swap16()
  const digest = createHash('sha1').update(password).update('Mighty Aphrodite').update(content).digest()
  return Buffer.concat([content, digest])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A text after its length in two bytes. */
function text(value: string): Buffer {
  const bytes = Buffer.from(`  ${value}`)
  bytes.writeUInt16BE(bytes.length - 2)
  return bytes
}
