/** Line ends and tabs are text, other control characters are none. */
const controls = /(?![\n\t])\p{Cc}/gu

/**
 * The apostrophe that keeps a formula, a number or a phone from counting, which is before further ones if the text itself
 * begins with one.
 */
const guard = /^'(?='*(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[+\-=@＝＋－＠]|[\s().,:/]*\d[\d\s().,:/+-]*$))/u

/**
 * A formula behind a semicolon, which becomes a cell of its own in a spreadsheet that divides lines at semicolons: there,
 * quotes within a line do not hold a cell together. Numbers, and phones in E.164, do not count as formulas.
 */
const afterSemicolon = /(?!\s*(?:-?\d+(?:[.,]\d+)*|\+\d+)\s*(?:;|$))(?=['\s\p{Cc}\p{Cf}]*[+\-=@＝＋－＠])/u
const unguarded = new RegExp(`;${afterSemicolon.source}`, 'gu')
const guarded = new RegExp(`;'${afterSemicolon.source}`, 'gu')

/** Puts an apostrophe before each formula behind a semicolon. `cellText` takes it away again. */
export const guardPieces = (text: string): string => text.replace(unguarded, ";'")

/** Whether `cellText` would take away the apostrophe that a text begins with. */
export const isGuarded = (text: string): boolean => guard.test(text)

/** Most texts need no more than trimming: they begin with no sign of a spreadsheet and have no control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unmarked = /^[^\s'=\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$/

/**
 * The text of a cell: trimmed, with LF as its line ends, without control characters, and without what keeps
 * spreadsheets from counting (`'+1555…`, `="00417"`). A formula is text.
 */
export function cellText(cell: unknown): string {
  if (cell === undefined || cell === null) return ''
  const text =
    typeof cell === 'string'
      ? withoutGuards(cell)
      : typeof cell === 'object'
        ? JSON.stringify(cell)
        : String(cell)
  if (unmarked.test(text)) return text.trimEnd()
  const plain = text.replace(/\r\n?/g, '\n').replace(controls, '').trim()
  return (/^="(.*)"$/s.exec(plain)?.[1] ?? plain.replace(guard, '')).trim()
}

const withoutGuards = (text: string): string => (text.includes(";'") ? text.replace(guarded, ';') : text)

/** What exporters write in place of nothing. */
const defaults: ReadonlySet<string> = new Set([
  '0/0/00',
  '0/0/0000',
  '0.0.00',
  '0.0.0000',
  '00/00/0000',
  '0000-00-00',
  'unspecified',
  'keine angabe',
])
const longestDefault = Math.max(...[...defaults].map(({ length }) => length))
/** Whether a cell has what an exporter writes in place of nothing. */
export const isDefault = (text: string): boolean =>
  text.length <= longestDefault && defaults.has(text.toLowerCase())
