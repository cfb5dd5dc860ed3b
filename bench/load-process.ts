/**
 * The load generator, in a separate process: each of its connections sends the next request after the response to the
 * last one. It speaks HTTP over plain sockets, since a client library would use as much of the machine as the measured
 * server.
 */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
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
}: LoadOrder): Promise<LoadResult> {
  const nextRequest = makerOf(kind, contacts)
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(port)))
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
    sockets.map(async (first) => {
      const exchange = patientExchange(first, port, (again) => sockets.push(again))
      while (performance.now() < endAt) {
        if (perSecond !== undefined) await turn(perSecond)
        const sentAt = performance.now()
        const { status, bytes } = await exchange(nextRequest())
        latenciesMs.push(performance.now() - sentAt)
        responseBytes += bytes
        if (!status.startsWith('2')) failures += 1
      }
    }),
  )
  const elapsedMs = performance.now() - startedAt
  const cpu = process.cpuUsage(cpuBefore)
  for (const socket of sockets) socket.destroy()
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

/** Repeats a request on a new connection if the server has closed the kept one. */
function patientExchange(
  first: Socket,
  port: number,
  onAgain: (socket: Socket) => void,
): (request: string) => Promise<Answer> {
  let socket = first
  let exchange = exchanger(socket)
  return async (request) => {
    try {
      return await exchange(request)
    } catch {
      socket.destroy()
      socket = await openSocket(port)
      onAgain(socket)
      exchange = exchanger(socket)
      return exchange(request)
    }
  }
}
