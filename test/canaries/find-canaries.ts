import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The places to search, by name, with their content. */
export type Places = ReadonlyMap<string, Buffer>

/** The canaries found: `the password as hex in contactd.db`. */
export function findCanaries(canaries: ReadonlyMap<string, string>, places: Places): string[] {
  return [...canaries].flatMap(([name, value]) =>
    [...formsOf(value)].flatMap(([form, needle]) =>
      [...places]
        .filter(([, content]) => content.includes(needle))
        .map(([place]) => `${name} as ${form} in ${place}`),
    ),
  )
}

/** The encodings in which a text may be written inadvertently. */
function formsOf(value: string): Map<string, Buffer> {
  if (value.length < 8) throw new Error(`${value} is too short to be told from chance.`)
  const bytes = Buffer.from(value)
  return new Map([
    ['it is', bytes],
    ['UTF-16', Buffer.from(value, 'utf16le')],
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['HEX', Buffer.from(bytes.toString('hex').toUpperCase())],
    ['a part of a URL', Buffer.from(encodeURIComponent(value))],
    ...[0, 1, 2].flatMap((offset): [string, Buffer][] => [
      [`base64 at ${offset}`, Buffer.from(encodedAt(bytes, offset, 'base64'))],
      [`base64url at ${offset}`, Buffer.from(encodedAt(bytes, offset, 'base64url'))],
    ]),
  ])
}

/** The base64 characters that depend on these bytes alone, after `offset` other bytes. */
function encodedAt(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replaceAll('=', '')
  const ends = (bytes.length + offset) % 3 === 0
  return text.slice(offset === 0 ? 0 : offset + 1, ends ? undefined : -1)
}

/** Every file of a folder, by its name. */
export const filesOf = (folder: string): Map<string, Buffer> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))
