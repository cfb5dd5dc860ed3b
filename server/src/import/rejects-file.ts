import { once } from 'node:events'
import { createReadStream, createWriteStream, statSync, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import { InputError } from '../lib/input-error.ts'
import type { ImportFormat } from './import-choices.ts'
import { headerKey } from './mapping/header-key.ts'
import type { Source, SourceRow } from './reading/source.ts'
import { reasonColumn, unreadLine } from './refusal-names.ts'

/** Enough for a header, or for the first row. */
const maxBytesLookedAt = 1024 * 1024

/** The refused rows of an import in the form in which they came, with the reason: corrected, they are imported again. */
export class RejectsFile {
  readonly #stream: WriteStream
  readonly #format: ImportFormat
  /** Without the reasons of an earlier import. */
  readonly #kept: readonly boolean[]

  private constructor(stream: WriteStream, { format, columns }: Pick<Source, 'format' | 'columns'>) {
    this.#stream = stream
    // Told by `close`.
    stream.on('error', () => undefined)
    this.#format = format
    this.#kept = columns.map((name) => headerKey(name) !== headerKey(reasonColumn))
    if (format === 'csv') stream.write(stringify([this.#with(columns, reasonColumn)]))
  }

  /**
   * Looks whether `open` may replace what has the name: nothing, an empty file, one of refused rows, or a device.
   * @throws InputError if it is another file.
   */
  static async requireReplaceable(file: string): Promise<void> {
    const found = statSync(file, { throwIfNoEntry: false })
    if (found === undefined || !found.isFile() || found.size === 0) return
    let text = ''
    for await (const piece of createReadStream(file, { encoding: 'utf8', end: maxBytesLookedAt }))
      text += piece
    if (!/contactd[_-]error/i.test(text))
      throw new InputError(`${file} exists and has no refused rows: name another file with --rejects.`)
  }

  /**
   * Creates the file, or empties it.
   * @param source the file that is imported.
   * @throws the error of the file system.
   */
  static async open(file: string, source: Pick<Source, 'format' | 'columns'>): Promise<RejectsFile> {
    const stream = createWriteStream(file)
    await once(stream, 'open')
    return new RejectsFile(stream, source)
  }

  async add({ raw }: Pick<SourceRow, 'raw'>, reason: string): Promise<void> {
    if (!this.#stream.write(this.#textOf(raw, reason)) && !this.#stream.errored)
      await once(this.#stream, 'drain')
  }

  /** @throws the error of the file system. */
  async close(): Promise<void> {
    this.#stream.end()
    await finished(this.#stream)
  }

  #textOf(raw: SourceRow['raw'], reason: string): string {
    if (typeof raw !== 'string') return stringify([this.#with(raw, reason)])
    if (this.#format === 'vcf')
      return raw
        .replace(/^X-CONTACTD-ERROR:.*\n/gm, '')
        .replace(/(END:VCARD)?\s*$/i, `X-CONTACTD-ERROR:${reason.replaceAll('\n', ' ')}\nEND:VCARD\n`)
    return `${JSON.stringify({ ...objectOf(raw), [reasonColumn]: reason })}\n`
  }

  #with(cells: readonly string[], last: string): string[] {
    const kept = this.#kept.flatMap((isKept, index) => (isKept ? [cells[index] ?? ''] : []))
    // The reason stands below its header, also in a row with too many cells.
    return [...kept, last, ...cells.slice(this.#kept.length)]
  }
}

function objectOf(line: string): object {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Not JSON: the text as it came.
  }
  return { [unreadLine]: line }
}
