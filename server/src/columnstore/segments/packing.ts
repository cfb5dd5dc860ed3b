/** Sections begin at multiples of this, where every typed array may begin. */
const alignment = 8
const padded = (bytes: number) => Math.ceil(bytes / alignment) * alignment

/** Packs typed arrays into one blob: their number, their lengths in bytes, then their contents. */
export function pack(sections: readonly ArrayBufferView[]): Buffer {
  const headBytes = padded(4 * (1 + sections.length))
  const bytes = sections.reduce((sum, section) => sum + padded(section.byteLength), headBytes)
  const blob = Buffer.from(new ArrayBuffer(bytes))
  blob.writeUInt32LE(sections.length, 0)
  let at = headBytes
  sections.forEach((section, index) => {
    blob.writeUInt32LE(section.byteLength, 4 * (1 + index))
    blob.set(bytesOf(section), at)
    at += padded(section.byteLength)
  })
  return blob
}

/** The sections of a blob, as views without a copy. */
export function unpack(blob: Buffer): Buffer[] {
  const source = blob.byteOffset % alignment === 0 ? blob : Buffer.from(new Uint8Array(blob).buffer)
  const count = source.readUInt32LE(0)
  let at = padded(4 * (1 + count))
  return Array.from({ length: count }, (_, index) => {
    const length = source.readUInt32LE(4 * (1 + index))
    const section = source.subarray(at, at + length)
    at += padded(length)
    return section
  })
}

const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

export const asUint32 = (bytes: Buffer) =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2)

export const asFloat64 = (bytes: Buffer) =>
  new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 3)

/** Numbers from 0 to a bound, in as few bytes as the bound needs. */
export type Codes = Uint8Array | Uint16Array | Uint32Array

export function codesFor(length: number, largest: number): Codes {
  if (largest < 2 ** 8) return new Uint8Array(length)
  return largest < 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length)
}

export function asCodes(bytes: Buffer, largest: number): Codes {
  if (largest < 2 ** 8) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (largest < 2 ** 16) return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 1)
  return asUint32(bytes)
}
