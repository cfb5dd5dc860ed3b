/** A property of a vCard 2.1, 3.0 or 4.0. */
export interface VcardProperty {
  /** In upper case. */
  name: string
  /** `item1` of `item1.EMAIL`. */
  group: string | undefined
  /** In lower case, without quotes: `cell`, `fax`. */
  types: ReadonlySet<string>
  /** By names in upper case. */
  parameters: ReadonlyMap<string, string>
  /** Without quoted-printable, still with backslashes. */
  value: string
}

/** Reads the properties of a card. Lines that are none are left out. No library reads all three versions. */
export function propertiesOf(card: string): VcardProperty[] {
  return logicalLines(card)
    .map(propertyOf)
    .filter((property) => property !== undefined)
}

const isQuotedPrintable = (line: string) => /^[^:]*QUOTED-PRINTABLE/i.test(line)

/** A line goes on after a line end if it begins with white space, or after `=` in quoted-printable. */
function logicalLines(card: string): string[] {
  const lines: string[] = []
  for (const line of card.split('\n')) {
    const last = lines.at(-1)
    if (last?.endsWith('=') && isQuotedPrintable(last)) lines[lines.length - 1] = last.slice(0, -1) + line
    else if (last !== undefined && /^[ \t]/.test(line)) lines[lines.length - 1] = last + line.slice(1)
    else lines.push(line)
  }
  return lines
}

function propertyOf(line: string): VcardProperty | undefined {
  const [, head, value = ''] = /^((?:"[^"]*"|[^":])*):(.*)$/s.exec(line) ?? []
  const [first = '', ...parts] = head?.match(/(?:"[^"]*"|[^";])+/g) ?? []
  const [, group, name = ''] = /^(?:([\w-]+)\.)?([\w-]+)$/.exec(first.trim()) ?? []
  if (name === '') return undefined
  const types = new Set<string>()
  const parameters = new Map<string, string>()
  for (const part of parts) {
    const [, key = 'TYPE', text = ''] = /^(?:([\w-]+)=)?(.*)$/s.exec(part.trim()) ?? []
    const upper = key.toUpperCase()
    if (upper !== 'TYPE') parameters.set(upper, text.replaceAll('"', ''))
    else for (const type of text.replaceAll('"', '').split(',')) types.add(type.trim().toLowerCase())
  }
  const isEncoded = parameters.get('ENCODING')?.toUpperCase() === 'QUOTED-PRINTABLE'
  const isBare = types.has('quoted-printable')
  const charset = parameters.get('CHARSET') ?? 'utf-8'
  return {
    name: name.toUpperCase(),
    group,
    types,
    parameters,
    value: isEncoded || isBare ? decodeQuotedPrintable(value, charset) : value,
  }
}

function decodeQuotedPrintable(text: string, charset: string): string {
  const bytes = Buffer.from(
    text.replace(/=([0-9A-F]{2})|[^\p{ASCII}]/giu, (all, hex?: string) =>
      hex === undefined ? Buffer.from(all).toString('latin1') : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )
  return decoderOf(charset).decode(bytes)
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder('utf-8')
  }
}

/** The text of a value: `\n`, `\,`, `\;`, `\:` and `\\` stand for what they escape. */
export const unescaped = (value: string): string =>
  value
    .replace(/\\([nN\\,;:])/g, (_, letter: string) => (letter.toLowerCase() === 'n' ? '\n' : letter))
    .replace(/\r\n?/g, '\n')
    .trim()

/** The parts of a value between separators without a backslash. */
export function partsOf(value: string, separator: ';' | ','): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') at += 1
    else if (value[at] === separator) {
      parts.push(unescaped(value.slice(from, at)))
      from = at + 1
    }
  }
  return [...parts, unescaped(value.slice(from))]
}
