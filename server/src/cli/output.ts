let isWatched = false

/**
 * Handles a closed pipe: call before the first output. A command whose reader has closed the pipe (`
 * head`) ends quietly, and a server continues without its stderr.
 */
export function watchOutput(): void {
  if (isWatched) return
  isWatched = true
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    say(`contactd: stdout can't be written: ${error.message}`)
    process.exitCode = 1
  })
  // There is nowhere else to report it.
  process.stderr.on('error', () => undefined)
}

/** Prints text verbatim on stdout. */
export function print(text: string): void {
  process.stdout.write(text)
}

/** `1 row`, `2 rows`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Prints one JSON value on stdout and nothing else. */
export function printJson(value: unknown): void {
  print(`${JSON.stringify(value)}\n`)
}

/** Prints rows of text in aligned columns on stdout, below headings. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [headings, ...rows].map((row) => row.map(printable))
  const widths = headings.map((_, column) =>
    lines.reduce((width, line) => Math.max(width, (line[column] ?? '').length), 0),
  )
  const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  print(padded.map((line) => `${line.trimEnd()}\n`).join(''))
}

/** Prints an object on stdout, one line for each field with a value. */
export function printFields(fields: Readonly<Record<string, string | undefined>>): void {
  const known = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const width = known.reduce((longest, [name]) => Math.max(longest, name.length), 0)
  print(known.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}\n`).join(''))
}

/** Prints a line for people on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Anyone with a token can choose a name: control characters must not reach the terminal. */
export const printable = (text: string) => text.replace(/\p{Cc}/gu, '\uFFFD')
