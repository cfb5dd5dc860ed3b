import { readFileSync } from 'node:fs'

/** A rule of docs/behaviour.md. */
export interface Rule {
  /** `BR-001`. */
  number: string
  text: string
  source: string
  /** The files of the tests that hold it, from the root of the project. */
  files: string[]
}

const row = /^\| (BR-\d{3}) \| (.+?) \| (.+?) \| (.+?) \|$/

/** Reads the tables of docs/behaviour.md. */
export function readRules(): Rule[] {
  const text = readFileSync(new URL('../../docs/behaviour.md', import.meta.url), 'utf8')
  return text.split('\n').flatMap((line) => {
    const [, number, what, source, files] = row.exec(line) ?? []
    return number && what && source && files ? [{ number, text: what, source, files: files.split(', ') }] : []
  })
}
