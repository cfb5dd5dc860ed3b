/**
 * The load generator, in a process of its own: connections that each send the next update when the last one
 * was answered. It speaks HTTP over plain sockets, since a client library would take as much of the machine
 * as the server that is measured.
 */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { ExampleData } from './example-data.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { requestMaker } from './requests.ts'
import { percentile } from './statistics.ts'

const [dataFile = ''] = process.argv.slice(2)
const nextRequest = requestMaker(JSON.parse(readFileSync(dataFile, 'utf8')) as ExampleData)

process.on('message', async (order: LoadOrder) => process.send?.(await run(order)))

async function run({ port, connections, durationMs }: LoadOrder): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const latenciesMs: number[] = []
  let failures = 0
  let responseBytes = 0
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const endAt = startedAt + durationMs
  await Promise.all(
    sockets.map(async (socket) => {
      const exchange = exchanger(socket)
      for (let sentAt = performance.now(); sentAt < endAt; ) {
        const { status, bytes } = await exchange(nextRequest())
        const now = performance.now()
        latenciesMs.push(now - sentAt)
        responseBytes += bytes
        if (status !== '200') failures += 1
        sentAt = now
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

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

interface Answer {
  status: string
  /** Of the body. */
  bytes: number
}

/** Sends one request at a time over a connection. */
function exchanger(socket: Socket): (request: string) => Promise<Answer> {
  let settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const answer = wholeAnswer(received)
    if (answer === undefined) return
    received = Buffer.alloc(0)
    settle?.resolve(answer)
  })
  socket.once('close', () => settle?.reject(new Error('The server closed a connection.')))
  return (request) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject }
      socket.write(request)
    })
}

/** @returns undefined while some of it is missing. @throws where the length isn't told. */
function wholeAnswer(received: Buffer): Answer | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = received.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`An answer has no content-length:\n${head}`)
  if (received.length < headEnd + 4 + Number(length)) return undefined
  return { status: head.slice(9, 12), bytes: Number(length) }
}
