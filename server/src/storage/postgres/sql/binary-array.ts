const headerBytes = 20
const nullLength = -1

/**
 * Encodes an array in PostgreSQL's binary format. The text format would have to escape every quote and backslash of
 * each document, and the server to unescape them.
 * @param type the OID of the element type: see `batch-sql.ts`.
 * @throws RangeError for a number that the type can't hold.
 */
export function binaryArray(type: number, values: readonly unknown[]): Buffer {
  const elements = values.map((value) => (value === null ? null : element(type, value)))
  const size = elements.reduce((sum, value) => sum + 4 + (value === null ? 0 : value.length), headerBytes)
  const array = Buffer.allocUnsafe(size)
  array.writeInt32BE(1, 0) // dimensions
  array.writeInt32BE(elements.includes(null) ? 1 : 0, 4)
  array.writeInt32BE(type, 8)
  array.writeInt32BE(elements.length, 12)
  array.writeInt32BE(1, 16) // lower bound
  let at = headerBytes
  for (const value of elements) {
    at = array.writeInt32BE(value === null ? nullLength : value.length, at)
    if (value !== null) at += value.copy(array, at)
  }
  return array
}

function element(type: number, value: unknown): Buffer {
  switch (type) {
    case 17:
      return value as Buffer
    case 20: {
      const bytes = Buffer.allocUnsafe(8)
      bytes.writeBigInt64BE(BigInt(value as number))
      return bytes
    }
    case 23: {
      const bytes = Buffer.allocUnsafe(4)
      bytes.writeInt32BE(value as number)
      return bytes
    }
    case 701: {
      const bytes = Buffer.allocUnsafe(8)
      bytes.writeDoubleBE(value as number)
      return bytes
    }
    default:
      return Buffer.from(String(value))
  }
}
