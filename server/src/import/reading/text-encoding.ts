import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { InputError } from '../../lib/input-error.ts'
import { foreignFileIn } from './foreign-file.ts'

/** The encodings of contact files. Others are not found out. */
export type TextEncoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252'

export interface FileFacts {
  encoding: TextEncoding
  /** SHA-256 of the bytes, in hexadecimal. */
  digest: string
  bytes: number
  /** Whether it has no characters other than white space. */
  isBlank: boolean
  /** What the file is and what to do about it, if it is no contact file: a workbook, an archive. */
  foreign: string | undefined
  /** Differs after the file has changed. */
  version: string
}

const labels: Readonly<Record<TextEncoding, string>> = {
  'UTF-8': 'utf-8',
  'UTF-16LE': 'utf-16le',
  'UTF-16BE': 'utf-16be',
  'Windows-1252': 'windows-1252',
}

/** Enough for the statistics of UTF-16. */
const headBytes = 64 * 1024

/**
 * Reads a file once to find its encoding and digest. A byte order mark decides; without one, text whose every second
 * byte is mostly zero is UTF-16, text that is valid UTF-8 to its end is UTF-8, and other text is Windows-1252.
 * @throws InputError for a folder.
 * @throws the error of the file system.
 */
export async function inspectFile(file: string): Promise<FileFacts> {
  const version = await versionOf(file)
  const hash = createHash('sha256')
  const strict = new TextDecoder('utf-8', { fatal: true })
  let head = Buffer.alloc(0)
  let bytes = 0
  let isUtf8 = true
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
    if (head.length < headBytes) head = Buffer.concat([head, chunk])
    isUtf8 &&= isValid(() => strict.decode(chunk, { stream: true }))
  }
  isUtf8 &&= isValid(() => strict.decode())
  const encoding = utf16Of(head.subarray(0, headBytes)) ?? (isUtf8 ? 'UTF-8' : 'Windows-1252')
  const text = new TextDecoder(labels[encoding]).decode(head)
  return {
    encoding,
    digest: hash.digest('hex'),
    bytes,
    isBlank: bytes === head.length && text.trim() === '',
    foreign: foreignFileIn(head, text),
    version,
  }
}

/** @throws InputError if it is a folder, and the error of the file system. */
async function versionOf(file: string): Promise<string> {
  const found = await stat(file)
  if (found.isDirectory()) throw new InputError(`${file} is a folder: name a file in it.`)
  return `${found.ino}-${found.size}-${found.mtimeMs}`
}

/**
 * Makes sure that a file is still the one that `inspectFile` has read.
 * @throws InputError if it has changed. The error of the file system if it is gone.
 */
export async function requireUnchanged(file: string, { version }: Pick<FileFacts, 'version'>): Promise<void> {
  if ((await versionOf(file)) !== version)
    throw new InputError(
      `${file} has changed during the import: import it again. What is imported stays, and the rest follows.`,
    )
}

function isValid(decode: () => unknown): boolean {
  try {
    decode()
    return true
  } catch {
    return false
  }
}

/** Text in one-byte encodings has hardly any zero bytes. */
function utf16Of(head: Buffer): TextEncoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'UTF-16LE'
  if (head[0] === 0xfe && head[1] === 0xff) return 'UTF-16BE'
  const pairs = Math.floor(head.length / 2)
  if (pairs === 0) return undefined
  let even = 0
  let odd = 0
  for (let at = 0; at < pairs * 2; at += 2) {
    if (head[at] === 0) even += 1
    if (head[at + 1] === 0) odd += 1
  }
  // A quarter is much less than Latin text has, and much more than stray NULs in other text.
  const quarter = pairs / 4
  if (odd > quarter && even < quarter) return 'UTF-16LE'
  return even > quarter && odd < quarter ? 'UTF-16BE' : undefined
}

/** Each piece is parsed in one turn of the event loop, which requests wait for. */
const pieceBytes = 16 * 1024

/**
 * The text of a file in pieces, without a byte order mark. Memory is bounded by the pieces.
 * @param onBytes receives the number of bytes read so far.
 */
export async function* readText(
  file: string,
  encoding: TextEncoding,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(labels[encoding])
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: pieceBytes }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    onBytes(bytes)
    yield decoder.decode(chunk, { stream: true })
  }
  yield decoder.decode()
}

/** The beginning of the text of a file, to find out its shape. @param length in UTF-16 units. */
export async function readBeginning(file: string, encoding: TextEncoding, length: number): Promise<string> {
  let text = ''
  for await (const piece of readText(file, encoding)) {
    text += piece
    if (text.length >= length) break
  }
  return text.slice(0, length)
}
