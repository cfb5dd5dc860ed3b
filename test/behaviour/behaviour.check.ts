/** Runs after the tests and checks in the test runner's report that each rule has a passing test. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { behaviourPage, readRules } from './rules.ts'

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

/** If only some tiers were run, the test files of the others are not expected in the report. */
const areAllTiers = process.env.CONTACTD_TEST_TIERS === 'all'
const ran = new Set(results.map(({ file }) => file))

/** These tests need HighLevel's files, and are skipped if `CONTACTD_SPEC_DIR` does not name their folder. */
const aboutSpecification = ['test/conformance.test.ts', 'test/sentences/property-order.test.ts']
const hasSpecification = Boolean(process.env.CONTACTD_SPEC_DIR)

const isExpected = (file: string) =>
  (areAllTiers || ran.has(file)) && (hasSpecification || !aboutSpecification.includes(file))

describe('docs/behaviour.md', () => {
  it('has rules with distinct numbers', () => {
    expect(rules.length).toBeGreaterThan(0)
    expect(new Set(rules.map((rule) => rule.number)).size).toBe(rules.length)
  })

  it('knows every rule that a test names', () => {
    const known = new Set(rules.map((rule) => rule.number))
    const named = new Set(results.flatMap((result) => result.fullName.match(/BR-\d{3}/g) ?? []))
    expect([...named].filter((number) => !known.has(number))).toEqual([])
  })

  it('begins a line with a rule number only in the heading of a rule', () => {
    expect(rules).toHaveLength(behaviourPage().match(/^[#|\s*-]*BR-\d/gm)?.length ?? 0)
  })

  it('names only test files that exist', () => {
    const named = new Set(rules.flatMap((rule) => rule.files))
    expect([...named].filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it('links to every topic at the top', () => {
    const topics = [...behaviourPage().matchAll(/^## (.+)$/gm)].map(([, topic]) => topic)
    const links = [...behaviourPage().matchAll(/^- \[(.+)\]\(#.+\)$/gm)].map(([, topic]) => topic)
    expect(links).toEqual(topics)
  })

  it.each(rules)('$number has a passing test in each of $files', ({ number, files }) => {
    const own = results.filter((result) => result.fullName.includes(number))
    expect(own.map((result) => result.status)).not.toContain('failed')
    const passed = new Set(own.filter((result) => result.status === 'passed').map((result) => result.file))
    expect(files.filter((file) => isExpected(file) && !passed.has(file))).toEqual([])
  })
})
