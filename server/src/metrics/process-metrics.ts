import {
  constants,
  monitorEventLoopDelay,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
  PerformanceObserver,
} from 'node:perf_hooks'
import { systemClock } from '../lib/clock.ts'
import { version } from '../lib/version.ts'
import { counter, type Family, gauge, type Snapshot } from './family.ts'
import { Histogram, histograms } from './histogram.ts'

/** How often the event loop is asked whether it is late. */
const lagIntervalMs = 20

const gcKinds: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
}
const gcBounds = [0.001, 0.01, 0.1, 1]

/**
 * The metrics of the process, with the names that prom-client gave them and that dashboards know. Its own collectors
 * are not used: they count one collection of each batch, report the timer's interval as lag, and print `Nan` without
 * samples.
 */
class ProcessMetrics {
  readonly #lag = monitorEventLoopDelay({ resolution: lagIntervalMs })
  readonly #collections = new Map(
    Object.entries(gcKinds).map(([kind, name]) => [
      Number(kind),
      { name, durations: new Histogram(gcBounds) },
    ]),
  )

  constructor() {
    this.#lag.enable()
    new PerformanceObserver((list) => {
      // The types lack `detail`.
      const entries = list.getEntries() as (PerformanceEntry & { detail: NodeGCPerformanceDetail })[]
      for (const { detail, duration } of entries)
        this.#collections.get(detail.kind ?? 0)?.durations.observe(duration / 1000)
    }).observe({ entryTypes: ['gc'] })
  }

  families(): Snapshot {
    const { user, system } = process.cpuUsage()
    const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
    const cpu = (name: string, help: string, micros: number) =>
      counter(name, help, [{ value: micros / 1e6, labels: {} }])
    const startedAt = systemClock.now() / 1000 - process.uptime()
    return [
      cpu('process_cpu_user_seconds_total', 'User CPU time.', user),
      cpu('process_cpu_system_seconds_total', 'System CPU time.', system),
      cpu('process_cpu_seconds_total', 'User and system CPU time.', user + system),
      gauge(
        'process_start_time_seconds',
        'When the process started, since 1970.',
        Math.round(startedAt),
        'min',
      ),
      gauge('process_resident_memory_bytes', 'Resident memory.', rss),
      gauge('nodejs_heap_size_total_bytes', "The size of V8's heap.", heapTotal),
      gauge('nodejs_heap_size_used_bytes', "What is used of V8's heap.", heapUsed),
      gauge('nodejs_external_memory_bytes', 'Memory of buffers and native objects.', external),
      ...this.#lagFamilies(),
      histograms(
        'nodejs_gc_duration_seconds',
        'Time of garbage collections, by kind, since the first scrape.',
        [...this.#collections.values()].map(({ name, durations }) => [{ kind: name }, durations]),
      ),
      {
        ...gauge('contactd_build_info', 'The versions of contactd and Node.js; the value is 1.', 1, 'max'),
        values: [{ value: 1, labels: { version, node_version: process.version } }],
      },
    ]
  }

  /** How late the event loop was since the last scrape. There are no samples on the first one. */
  #lagFamilies(): Family[] {
    const lag = this.#lag
    if (lag.count === 0) return []
    const late = (name: string, what: string, nanos: number) =>
      gauge(
        `nodejs_eventloop_lag_${name}_seconds`,
        `${what} of the event loop since the last scrape.`,
        // A sample is the time from one look to the next.
        Math.max(0, nanos / 1e9 - lagIntervalMs / 1000),
        'max',
      )
    const families = [
      late('mean', 'Mean lag', lag.mean),
      late('p50', 'Median lag', lag.percentile(50)),
      late('p99', 'The 99th percentile of the lag', lag.percentile(99)),
      late('max', 'The longest lag', lag.max),
    ]
    lag.reset()
    return families
  }
}

/** One for all servers of the process. It begins with the first scrape, so a server without scrapes pays nothing. */
let ofProcess: ProcessMetrics | undefined

/** The metrics of this process. */
export function processFamilies(): Snapshot {
  ofProcess ??= new ProcessMetrics()
  return ofProcess.families()
}
