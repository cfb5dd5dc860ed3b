import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startConformanceServer } from '../server/src/cli/conformance-server.ts'
import { checkFiles } from '../tools/conformance/src/check-files.ts'
import type { SpecReport } from '../tools/conformance/src/check-spec.ts'
import { reportPage } from '../tools/conformance/src/report-markdown.ts'

/** HighLevel's files are not part of the project: this names their folder, if available. */
const folder = process.env.CONTACTD_SPEC_DIR ?? ''

const timeoutMs = 600_000

/** What prevents a report from conforming, as text. */
const flawsOf = ({ operations, mistakes, stale }: SpecReport) => [
  ...[...mistakes, ...operations.flatMap(({ findings }) => findings)].filter(
    ({ reason }) => reason === undefined,
  ),
  ...stale,
]

const metOf = ({ operations }: SpecReport) =>
  `${operations.filter(({ met }) => met).length}/${operations.length}`

/** The reports of the files in the folder. */
const check = (names: readonly string[], version?: string) =>
  checkFiles(
    names.map((name) => join(folder, name)),
    startConformanceServer,
    version,
  )

/** The files, in the order of docs/conformance.md, with the number of operations that are tried. */
const files = {
  'contacts.json': 32,
  'contacts-v3.json': 31,
  'businesses.json': 5,
  'custom-fields.json': 8,
  'locations.json': 28,
  'locations-v3.json': 31,
  'opportunities.json': 12,
  'opportunities-v3.json': 12,
  'users.json': 7,
  'campaigns.json': 1,
  'workflows.json': 1,
  'companies.json': 1,
  'oauth.json': 0,
  'oauth-v3.json': 0,
}

describe.runIf(folder)("HighLevel's own files", () => {
  test(
    'BR-277 BR-278 the server matches each operation of all, and docs/conformance.md is up to date',
    async () => {
      const reports = await check(Object.keys(files))
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(Object.fromEntries(reports.map((report) => [report.file, metOf(report)]))).toEqual(
        Object.fromEntries(Object.entries(files).map(([file, count]) => [file, `${count}/${count}`])),
      )
      const page = readFileSync(new URL('../docs/conformance.md', import.meta.url), 'utf8')
      expect(page, 'made anew by: npm run conformance:docs').toBe(reportPage(reports))
    },
    timeoutMs,
  )

  test.each(['2021-04-15', '2023-02-21'])(
    'BR-277 the server matches the operations under Version %s as well',
    async (version) => {
      const reports = await check(['contacts.json'], version)
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['32/32'])
    },
    timeoutMs,
  )
})
