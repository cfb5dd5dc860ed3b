/** Runs after the tests, on the report that their runner has written: does each rule have its test? */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readRules } from './rules.ts'

interface Report {
  testResults: {
    name: string
    assertionResults: { fullName: string; status: string }[]
  }[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const report: Report = JSON.parse(
  readFileSync(new URL('../../test-results/report.json', import.meta.url), 'utf8'),
)

const results = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.map((result) => ({ ...result, file: relative(root, name).replaceAll('\\', '/') })),
)
const rules = readRules()

describe('docs/behaviour.md', () => {
  it('has rules, each with a number of its own', () => {
    expect(rules.length).toBeGreaterThan(0)
    expect(new Set(rules.map((rule) => rule.number)).size).toBe(rules.length)
  })

  it('knows every rule that a test names', () => {
    const known = new Set(rules.map((rule) => rule.number))
    const named = new Set(results.flatMap((result) => result.fullName.match(/BR-\d{3}/g) ?? []))
    expect([...named].filter((number) => !known.has(number))).toEqual([])
  })

  it('reads every row of its tables', () => {
    const text = readFileSync(new URL('../../docs/behaviour.md', import.meta.url), 'utf8')
    expect(rules).toHaveLength(text.match(/^\| BR-/gm)?.length ?? 0)
  })

  it.each(rules)('$number is held by tests that ran and passed, in $files', ({ number, files }) => {
    const own = results.filter((result) => result.fullName.includes(number))
    expect(own.map((result) => result.status)).not.toContain('failed')
    const passed = new Set(own.filter((result) => result.status === 'passed').map((result) => result.file))
    expect(files.filter((file) => !passed.has(file))).toEqual([])
  })
})
