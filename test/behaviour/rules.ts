import { readFileSync } from 'node:fs'

/** A rule of docs/behaviour.md. */
export interface Rule {
  /** `BR-001`. */
  number: string
  title: string
  /** Empty if the title is complete. */
  text: string
  source: string
  /** The test files that cover the rule, relative to the root of the project. */
  files: string[]
}

const heading = /^(BR-\d{3}) (\S.*)\n/
const lastLine = /\n(\S.*) · (\S+\.test\.ts(?:, \S+\.test\.ts)*)$/

/** Reads the rules of docs/behaviour.md. Throws if a rule has no title, or no line with its source and tests. */
export function readRules(): Rule[] {
  const [, ...sections] = behaviourPage().split(/^### /m)
  return sections.map((section) => {
    const rule = (section.split(/^## /m)[0] ?? '').trim()
    const [first = '', number, title] = heading.exec(rule) ?? []
    const [last = '', source, files] = lastLine.exec(rule) ?? []
    if (!number || !title || !source || !files)
      throw new Error(`docs/behaviour.md: can't read the rule "${rule}".`)
    const text = rule.slice(first.length, -last.length).trim()
    return { number, title, text, source, files: files.split(', ') }
  })
}

/** The text of docs/behaviour.md. */
export function behaviourPage(): string {
  return readFileSync(new URL('../../docs/behaviour.md', import.meta.url), 'utf8').replaceAll('\r\n', '\n')
}
