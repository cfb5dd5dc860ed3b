import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { PostgresCluster } from '../../test/support/postgres/cluster.ts'
import { machineFacts } from '../machine.ts'
import type { BenchOptions } from '../main.ts'
import { cpuTimeOfTreeUs } from '../process-facts.ts'
import { median, numberText, ratios, reportHead, spreadText, table } from '../report.ts'
import { adopt, projectRoot } from '../workspace.ts'
import { type BuildUnderLoad, startBuild } from './build-under-load.ts'
import type { WriterOrder, WriterResult } from './load-process.ts'

const clients = 32
const wholePlan = { rounds: 7, durationMs: 3_000, locations: 8, contactsPerLocation: 250 }
const quickPlan = { rounds: 3, durationMs: 2_000, locations: 8, contactsPerLocation: 100 }

interface WriterLoad {
  name: string
  locations?: number
  byCompany?: boolean
  newTags?: boolean
  /** The latency of the network to the database, in milliseconds each way. */
  delayMs: number
}

const loads: readonly WriterLoad[] = [
  { name: '8 locations', delayMs: 0 },
  { name: '1 location', locations: 1, delayMs: 0 },
  { name: '8 locations, a company’s token', byCompany: true, delayMs: 0 },
  { name: '8 locations, a new tag each', newTags: true, delayMs: 0 },
  { name: '8 locations, 0.5 ms of network each way', delayMs: 0.5 },
  { name: '8 locations, 1 ms of network each way', delayMs: 1 },
  { name: '8 locations, 2 ms of network each way', delayMs: 2 },
]
const delaysMs = [...new Set(loads.map(({ delayMs }) => delayMs))]

/** The results of each round, by load, then by build. */
type Results = { perSecond: number[]; perCpuSecond: number[] }[][]

/** Alternates updates on PostgreSQL between this build and that of another checkout (`baseline`), on one server. */
export async function benchWriters(
  workspace: string,
  { isQuick, progress, baseline }: BenchOptions,
): Promise<string> {
  const plan = isQuick ? quickPlan : wholePlan
  progress('starting PostgreSQL')
  const cluster = await PostgresCluster.start({ settings: ['shared_buffers=256MB', 'max_wal_size=4GB'] })
  try {
    const builds: BuildUnderLoad[] = []
    for (const checkout of baseline === undefined ? [projectRoot] : [projectRoot, baseline]) {
      progress(`filling a database by ${checkout}`)
      const name = `build_${builds.length}`
      const client = new pg.Client(cluster.url())
      await client.connect()
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      const databaseUrl = Object.assign(new URL(cluster.url()), { pathname: name }).href
      builds.push(await startBuild({ checkout, databaseUrl, workspace, delaysMs, ...plan }))
    }
    const results = await measure(cluster, builds, plan, progress)
    for (const build of builds) await build.stop()
    const head = `\`npm run bench -- --writers\`: ${clients} clients, ${plan.rounds} rounds of ${plan.durationMs / 1000} s in turns; medians, ratios round by round with the least and the greatest.`
    return [reportHead(head, machineFacts(workspace)), ...reportOf(results)].join('\n\n')
  } finally {
    await cluster.close()
  }
}

async function measure(
  cluster: PostgresCluster,
  builds: readonly BuildUnderLoad[],
  { rounds, durationMs }: typeof wholePlan,
  progress: (sentence: string) => void,
): Promise<Results> {
  const child = adopt(fork(fileURLToPath(new URL('load-process.ts', import.meta.url))))
  const postmaster = Number.parseInt(readFileSync(join(cluster.folder, 'primary/postmaster.pid'), 'utf8'), 10)
  const results: Results = loads.map(() => builds.map(() => ({ perSecond: [], perCpuSecond: [] })))
  let firstTurn = 0
  // The first round warms up.
  for (let round = -1; round < rounds; round += 1) {
    progress(`round ${round + 1} of ${rounds}, load average ${loadavg()[0]}`)
    for (const [at, { locations, byCompany, newTags, delayMs }] of loads.entries()) {
      const inTurn = [...builds.entries()]
      for (const [number, build] of round % 2 === 0 ? inTurn : inTurn.reverse()) {
        const cpuTimeUs = () => build.cpuTimeUs() + cpuTimeOfTreeUs(postmaster)
        const cpuBeforeUs = cpuTimeUs()
        child.send({
          port: build.portAt(delayMs),
          clients,
          durationMs,
          locations: build.locations.slice(0, locations),
          companyToken: byCompany ? build.companyToken : undefined,
          newTags,
          firstTurn,
        } satisfies WriterOrder)
        const [{ updates, elapsedMs }] = (await once(child, 'message')) as [WriterResult]
        firstTurn += updates
        if (round < 0) continue
        results[at]?.[number]?.perSecond.push((updates / elapsedMs) * 1000)
        results[at]?.[number]?.perCpuSecond.push((updates / (cpuTimeUs() - cpuBeforeUs)) * 1e6)
      }
    }
  }
  child.kill()
  return results
}

function reportOf(results: Results): string[] {
  const quotients = (ours: Results[0][0] | undefined, theirs: Results[0][0] | undefined) =>
    (['perSecond', 'perCpuSecond'] as const).map((kind) =>
      spreadText(ratios(ours?.[kind] ?? [], theirs?.[kind] ?? []), 2),
    )
  const hasOther = results[0]?.length === 2
  const ratioHeadings = ['ratio by the clock', 'by CPU']
  const [plain, , byCompany, newTag] = results
  return [
    table(
      ['updates/s', 'this build', ...(hasOther ? ['the other', ...ratioHeadings] : [])],
      loads.map(({ name }, at) => {
        const builds = results[at] ?? []
        const rates = builds.map(({ perSecond }) => numberText(median(perSecond)))
        return [name, ...rates, ...(hasOther ? quotients(builds[0], builds[1]) : [])]
      }),
    ),
    table(
      ['within this build, compared with plain updates of 8 locations', ...ratioHeadings],
      [
        ['a company’s token', ...quotients(byCompany?.[0], plain?.[0])],
        ['a new tag each', ...quotients(newTag?.[0], plain?.[0])],
      ],
    ),
  ]
}
