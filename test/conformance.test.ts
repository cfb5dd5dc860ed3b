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

describe.runIf(folder)("HighLevel's own files", () => {
  test(
    'BR-277 BR-278 the server matches each operation of both, and docs/conformance.md is up to date',
    async () => {
      const reports = await check(['contacts.json', 'contacts-v3.json'])
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['32/32', '31/31'])
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

  test(
    'BR-277 the server matches each operation on businesses, and on their custom fields',
    async () => {
      const reports = await check(['businesses.json', 'custom-fields.json'])
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['5/5', '8/8'])
    },
    timeoutMs,
  )

  test(
    'BR-277 the server matches the operations on campaigns, workflows and companies',
    async () => {
      const reports = await check(['campaigns.json', 'workflows.json', 'companies.json'])
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['1/1', '1/1', '1/1'])
    },
    timeoutMs,
  )

  test(
    'BR-277 the server matches each operation on opportunities, pipelines and lost reasons',
    async () => {
      const reports = await check(['opportunities.json', 'opportunities-v3.json'])
      expect(reports.flatMap(flawsOf)).toEqual([])
      expect(reports.map(metOf)).toEqual(['12/12', '12/12'])
    },
    timeoutMs,
  )
})
