/** One JSON value and nothing else on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** Rows of text in aligned columns on stdout, a heading above them. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [headings, ...rows].map((row) => row.map(printable))
  const widths = headings.map((_, column) =>
    lines.reduce((width, line) => Math.max(width, (line[column] ?? '').length), 0),
  )
  const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  process.stdout.write(padded.map((line) => `${line.trimEnd()}\n`).join(''))
}

/** A thing on stdout, a line for each of its fields that has a value. */
export function printFields(fields: Readonly<Record<string, string | undefined>>): void {
  const known = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const width = known.reduce((longest, [name]) => Math.max(longest, name.length), 0)
  for (const [name, value] of known) {
    process.stdout.write(`${name.padEnd(width)}  ${printable(value)}`.trimEnd().concat('\n'))
  }
}

/** A line for people, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** A name may come from anyone who holds a token: what a terminal would obey is not handed to it. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, '\uFFFD')
