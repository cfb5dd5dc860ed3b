import type { Load, LoadResult } from '../load.ts'
import type { MeasuredServer } from '../measured-server.ts'
import type { RequestKind } from '../requests.ts'
import type { SeededData } from '../seed.ts'
import { spreadOf } from '../statistics.ts'
import { randomFrom } from './random.ts'
import { readThrough } from './read-through.ts'
import type { Client } from './search-client.ts'
import { slowBody } from './search-kinds.ts'

const kinds = ['get', 'update'] as const satisfies RequestKind[]
/** Few, so that their latency is what they take and not what they wait for each other. */
const connections = 4
const rounds = 3

/** Other requests while one client searches without a pause, and without it. */
export interface Beside {
  kind: (typeof kinds)[number]
  alone: Latencies
  beside: Latencies
  /** The median of the searches meanwhile, in milliseconds. */
  searchMs: number
}

/** Medians of the rounds. */
interface Latencies {
  p50Ms: number
  p99Ms: number
}

export async function measureBesideSearches(subject: {
  load: Load
  server: MeasuredServer
  client: Client
  data: SeededData
  databaseFile: string
  durationMs: number
}): Promise<Beside[]> {
  const { load, server, client, data, databaseFile, durationMs } = subject
  const sample = { random: randomFrom(11), data }
  const measured: Beside[] = []
  for (const kind of kinds) {
    const order = { port: server.port, connections, durationMs, kind }
    const alone: LoadResult[] = []
    const beside: LoadResult[] = []
    const searchTimesMs: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      readThrough(databaseFile)
      alone.push(await load.run(order))
      let isOver = false
      const searching = (async () => {
        while (!isOver) {
          const startedAt = performance.now()
          await client.search(slowBody(sample))
          searchTimesMs.push(performance.now() - startedAt)
        }
      })()
      beside.push(await load.run(order))
      isOver = true
      await searching
    }
    const searchMs = spreadOf(searchTimesMs).median
    measured.push({ kind, alone: latenciesOf(alone), beside: latenciesOf(beside), searchMs })
  }
  return measured
}

const latenciesOf = (results: readonly LoadResult[]): Latencies => ({
  p50Ms: spreadOf(results.map((one) => one.p50Ms)).median,
  p99Ms: spreadOf(results.map((one) => one.p99Ms)).median,
})
