/**
 * `npm run bench [-- MODE]` measures and prints a report. Unless it is a quick run, or one with `--only`, or `--writers` or `--check`, it
 * writes the report into docs/performance.md. Without a mode it compares the durable update with its limits and its peers;
 * `--growth` measures searches and requests by the number of contacts, `--worst` the heaviest legal requests (`--only PATTERN` selects
 * some of them), `--turns` the searches of one tenant while another searches, `--opportunities` searches of opportunities and of
 * contacts, `--proxy` the proxy of `contactd dev`, `--dev` its start, resets and snapshots, `--webhooks` deliveries (`--only PART` one
 * part), `--export` exports of contacts, `--import` imports (`--only PART` one part), `--console` the list of
 * contacts in a browser, and `--writers` updates on PostgreSQL; with `--baseline CHECKOUT` it alternates them with those of another build.
 * `--against COMMIT` compares this build with that of a commit (`--only ROW,ROW` some rows). `--check` fails if
 * a request costs more than in the last release, whose figures `--check --record` stores; `--burn 30` shows that it does.
 */
import { parseArgs } from 'node:util'
import { writeReport } from './report.ts'
import { openWorkspace } from './workspace.ts'

const flag = { type: 'boolean', default: false } as const
const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    quick: flag,
    growth: flag,
    worst: flag,
    turns: flag,
    opportunities: flag,
    proxy: flag,
    dev: flag,
    writers: flag,
    webhooks: flag,
    export: flag,
    import: flag,
    console: flag,
    baseline: text,
    against: text,
    check: flag,
    record: flag,
    burn: text,
    only: text,
  },
})

export interface BenchOptions {
  isQuick: boolean
  progress: (sentence: string) => void
  baseline?: string | undefined
  /** A commit. */
  against?: string | undefined
  only?: string | undefined
  /** Whether `--check` stores its figures. */
  record?: boolean
  /** How much CPU each request wastes in `--check`, in per cent. */
  burn?: string | undefined
}

const benches = {
  '': async () => (await import('./bench-update.ts')).benchUpdate,
  '--growth': async () => (await import('./growth/bench-growth.ts')).benchGrowth,
  '--worst': async () => (await import('./worst/bench-worst.ts')).benchWorst,
  '--turns': async () => (await import('./bench-turns.ts')).benchTurns,
  '--opportunities': async () => (await import('./bench-opportunities.ts')).benchOpportunities,
  '--proxy': async () => (await import('./bench-proxy.ts')).benchProxy,
  '--dev': async () => (await import('./bench-dev.ts')).benchDev,
  '--webhooks': async () => (await import('./webhooks/bench-webhooks.ts')).benchWebhooks,
  '--export': async () => (await import('./bench-export.ts')).benchExport,
  '--import': async () => (await import('./import/bench-import.ts')).benchImport,
  '--console': async () => (await import('./bench-console.ts')).benchConsole,
  '--against': async () => (await import('./against/bench-against.ts')).benchAgainst,
  '--check': async () => (await import('./check/bench-check.ts')).benchCheck,
  '--writers': async () => (await import('./writers/bench-writers.ts')).benchWriters,
}
const mode = Object.keys(benches)
  .filter((name) => Boolean(values[name.slice(2) as keyof typeof values]))
  .join('')
const load = benches[mode as keyof typeof benches]
if (load === undefined) throw new Error('Name one mode.')
const deadlineMs = 60 * 60 * 1000
const { quick: isQuick, baseline, against, only, record, burn } = values
const progress = (sentence: string) => console.error(`bench: ${sentence}`)
const bench = await load()
const report = await bench(openWorkspace(deadlineMs), {
  isQuick,
  progress,
  baseline,
  against,
  only,
  record,
  burn,
})
console.log(report)
if (!isQuick && only === undefined && !['--writers', '--check'].includes(mode)) writeReport(mode, report)
process.exit()
