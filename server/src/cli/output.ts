let isWatched = false

/** Text on stdout, as it is. */
export function print(text: string): void {
  if (!isWatched) {
    isWatched = true
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever reads has read enough (`| head`).
      if (error.code === 'EPIPE') return
      say(`contactd: stdout can't be written: ${error.message}`)
      process.exitCode = 1
    })
  }
  process.stdout.write(text)
}

/** One JSON value and nothing else on stdout. */
export function printJson(value: unknown): void {
  print(`${JSON.stringify(value)}\n`)
}

/** Rows of text in aligned columns on stdout, a heading above them. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [headings, ...rows].map((row) => row.map(printable))
  const widths = headings.map((_, column) =>
    lines.reduce((width, line) => Math.max(width, (line[column] ?? '').length), 0),
  )
  const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  print(padded.map((line) => `${line.trimEnd()}\n`).join(''))
}

/** A thing on stdout, a line for each of its fields that has a value. */
export function printFields(fields: Readonly<Record<string, string | undefined>>): void {
  const known = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const width = known.reduce((longest, [name]) => Math.max(longest, name.length), 0)
  print(known.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}\n`).join(''))
}

/** A line for people, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** A name may come from anyone who holds a token: what a terminal would obey is not handed to it. */
const printable = (text: string) => text.replace(/\p{Cc}/gu, '\uFFFD')
