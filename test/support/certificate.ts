import { createHash, generateKeyPairSync, sign } from 'node:crypto'

/** A self-signed certificate and its key, in PEM. */
export interface Certificate {
  certificate: string
  key: string
}

/** Creates a certificate for an IPv4 address, valid for a day. */
export function makeCertificate(address: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const name = sequence(set(sequence(objectId('550403'), der(0x0c, Buffer.from('contactd test')))))
  const now = Date.now()
  const validity = sequence(utcTime(now - 3_600_000), utcTime(now + 86_400_000))
  const subjectAltName = sequence(der(0x87, Buffer.from(address.split('.').map(Number))))
  const isAuthority = sequence(der(0x01, Buffer.from([0xff])))
  const extensions = sequence(
    sequence(objectId('551d11'), der(0x04, subjectAltName)),
    sequence(objectId('551d13'), der(0x04, isAuthority)),
  )
  const algorithm = sequence(objectId('2a8648ce3d040302'))
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(createHash('sha256').update(spki).digest().subarray(0, 8)),
    ...[algorithm, name, validity, name, spki],
    der(0xa3, extensions),
  )
  const signature = sign('sha256', content, privateKey)
  const certificate = sequence(content, algorithm, der(0x03, Buffer.from([0]), signature))
  return {
    certificate: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** An ASN.1 value in DER. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts)
const set = (...parts: readonly Buffer[]) => der(0x31, ...parts)
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
/** In DER, a value begins with a zero byte only if it would otherwise be negative. */
function integer(value: Buffer): Buffer {
  const start = value.findIndex((byte) => byte !== 0)
  const bytes = value.subarray(start < 0 ? -1 : start)
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** `YYMMDDhhmmssZ` */
const utcTime = (time: number) =>
  der(0x17, Buffer.from(`${new Date(time).toISOString().replace(/\D/g, '').slice(2, 14)}Z`))

const pem = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`
