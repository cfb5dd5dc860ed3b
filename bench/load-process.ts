/**
 * The load generator, in a separate process: each of its connections sends the next request after the response to the
 * last one. It speaks HTTP over plain sockets, since a client library would use as much of the machine as the measured
 * server.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExampleData } from './example-data.ts'
import { type Answer, exchanger, openSocket } from './exchange.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { percentile } from './report.ts'
import { type RequestKind, requestMakers } from './requests.ts'

const [dataFile = ''] = process.argv.slice(2)
const example = JSON.parse(readFileSync(dataFile, 'utf8')) as ExampleData
/** Created once each: they continue counting, and never repeat a request. */
const makers = new Map<string, () => string>()

process.on('message', async (order: LoadOrder) => process.send?.(await run(order)))

function makerOf(kind: RequestKind, contacts = example.contactIds.length): () => string {
  const key = `${kind} of ${contacts}`
  const contactIds = example.contactIds.slice(0, contacts)
  const maker = makers.get(key) ?? requestMakers[kind]({ ...example, contactIds })
  makers.set(key, maker)
  return maker
}

async function run({
  port,
  connections,
  durationMs,
  kind = 'update',
  contacts,
  perSecond,
  keepsConnections = false,
}: LoadOrder): Promise<LoadResult> {
  const nextRequest = makerOf(kind, contacts)
  const used = await connectionsTo(port, connections)
  const latenciesMs: number[] = []
  let failures = 0
  let responseBytes = 0
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const endAt = startedAt + durationMs
  let begun = 0
  const turn = async (perSecond: number) => {
    const dueAt = startedAt + (begun / perSecond) * 1000
    begun += 1
    await sleep(Math.max(0, dueAt - performance.now()))
  }
  await Promise.all(
    used.map(async (connection) => {
      while (performance.now() < endAt) {
        if (perSecond !== undefined) await turn(perSecond)
        const sentAt = performance.now()
        const { status, bytes } = await connection.exchange(nextRequest())
        latenciesMs.push(performance.now() - sentAt)
        responseBytes += bytes
        if (!status.startsWith('2')) failures += 1
      }
    }),
  )
  const elapsedMs = performance.now() - startedAt
  const cpu = process.cpuUsage(cpuBefore)
  if (keepsConnections) kept.set(port, [...used, ...(kept.get(port) ?? [])])
  else for (const connection of used) connection.close()
  const sorted = Float64Array.from(latenciesMs).sort()
  return {
    requests: sorted.length,
    failures,
    elapsedMs,
    responseBytes: responseBytes / sorted.length,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    maxMs: percentile(sorted, 1),
    loadCpuUs: cpu.user + cpu.system,
  }
}

/** Repeats a request on a new socket if the server has closed the old one. */
interface Connection {
  exchange(request: string): Promise<Answer>
  close(): void
}

/** Connections without a request, by port. */
const kept = new Map<number, Connection[]>()

async function connectionsTo(port: number, count: number): Promise<Connection[]> {
  const idle = kept.get(port)?.splice(0, count) ?? []
  const opened = Array.from({ length: count - idle.length }, () => connectionTo(port))
  return [...idle, ...(await Promise.all(opened))]
}

async function connectionTo(port: number): Promise<Connection> {
  let socket = await openSocket(port)
  let exchange = exchanger(socket)
  return {
    async exchange(request) {
      try {
        return await exchange(request)
      } catch {
        socket.destroy()
        socket = await openSocket(port)
        exchange = exchanger(socket)
        return exchange(request)
      }
    },
    close: () => socket.destroy(),
  }
}
