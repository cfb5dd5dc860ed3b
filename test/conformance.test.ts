import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkFiles } from '../server/src/conformance/check-files.ts'
import type { SpecReport } from '../server/src/conformance/check-spec.ts'
import { reportPage } from '../server/src/conformance/report-markdown.ts'

/** HighLevel's files are no part of the project: where they are at hand, this names their folder. */
const folder = process.env.CONTACTD_SPEC_DIR

const timeoutMs = 600_000

/** What keeps a report from conforming, as it would be read. */
const flawsOf = ({ operations, mistakes, stale }: SpecReport) => [
  ...[...mistakes, ...operations.flatMap(({ findings }) => findings)].filter(
    ({ reason }) => reason === undefined,
  ),
  ...stale,
]

const metOf = ({ operations }: SpecReport) =>
  `${operations.filter(({ met }) => met).length}/${operations.length}`

/** Says that a test has nothing to look at here, so that nobody takes it for a proof. */
function sayNotRun(): void {
  console.warn("Not run: CONTACTD_SPEC_DIR names no folder with HighLevel's files.")
}

/** The reports of files that are in the folder. */
const check = (folderOfFiles: string, names: readonly string[], version?: string) =>
  checkFiles(
    names.map((name) => join(folderOfFiles, name)),
    version,
  )

describe("HighLevel's own files", () => {
  test(
    'BR-277 BR-278 each operation of both is met, and docs/conformance.md says so as it stands',
    async () => {
      if (!folder) return sayNotRun()
      const reports = await check(folder, ['contacts.json', 'contacts-v3.json'])
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['32/32', '31/31'])
      const page = readFileSync(new URL('../docs/conformance.md', import.meta.url), 'utf8')
      expect(page, 'made anew by: npm run conformance:docs').toBe(reportPage(reports))
    },
    timeoutMs,
  )

  test.each(['2021-04-15', '2023-02-21'])(
    'BR-277 the operations are met under Version %s as well',
    async (version) => {
      if (!folder) return sayNotRun()
      const reports = await check(folder, ['contacts.json'], version)
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['32/32'])
    },
    timeoutMs,
  )

  test(
    'BR-277 each operation on businesses is met',
    async () => {
      if (!folder) return sayNotRun()
      const reports = await check(folder, ['businesses.json'])
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['5/5'])
    },
    timeoutMs,
  )
})
