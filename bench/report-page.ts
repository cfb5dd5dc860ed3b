import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Where in a page a report stands. */
interface Marks {
  begin: string
  end: string
}

export const updateMarks: Marks = {
  begin: '<!-- npm run bench writes from here … -->',
  end: '<!-- … to here -->',
}
export const growthMarks: Marks = {
  begin: '<!-- npm run bench -- --growth writes from here … -->',
  end: '<!-- … to here: growth -->',
}

/** Puts a report between the marks of a page that exists; what stands around them stays. @throws Error without marks. */
export function writeReport(file: string, marks: Marks, report: string): void {
  if (!existsSync(file)) throw new Error(`There is no ${file}.`)
  writeFileSync(file, withReport(readFileSync(file, 'utf8'), marks, report))
}

function withReport(page: string, { begin, end }: Marks, report: string): string {
  const from = page.indexOf(begin)
  const to = page.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`The page has no ${begin} and ${end}.`)
  return `${page.slice(0, from + begin.length)}\n\n${report}\n\n${page.slice(to)}`
}
