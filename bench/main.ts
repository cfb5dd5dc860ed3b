/**
 * `npm run bench [-- --quick | --growth]`: the durable update beside its limits and its peers, or how the cost of
 * each kind of request grows with the contacts. Prints a report and, unless it is the quick one, writes it into
 * docs/performance.md, and its pictures into docs/images.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchDurableUpdate } from './durable-update.ts'
import { benchGrowth } from './growth/bench-growth.ts'
import { growthMarks, updateMarks, writeReport } from './report-page.ts'
import { openWorkspace, projectRoot } from './workspace.ts'

const { quick, growth } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, growth: { type: 'boolean', default: false } },
}).values
const deadlineMs = (growth ? 60 : 40) * 60 * 1000

const workspace = openWorkspace(deadlineMs)
const progress = (sentence: string) => console.error(`bench: ${sentence}`)
const bench = growth ? benchGrowth : benchDurableUpdate
const { report, pictures } = await bench(workspace, { isQuick: quick, progress })
console.log(report)
if (!quick) {
  const docs = join(projectRoot, 'docs')
  for (const [name, picture] of pictures) writeFileSync(join(docs, 'images', name), picture)
  writeReport(join(docs, 'performance.md'), growth ? growthMarks : updateMarks, report)
}
