import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { drain } from '../../server/src/http/graceful-shutdown.ts'
import { HttpClient } from '../support/http-client.ts'
import { Ledger } from '../support/ledger.ts'
import { type Program, type ProgramEnd, startProgram } from '../support/program.ts'
import { startTestServer } from '../support/server.ts'
import { until } from '../support/until.ts'

const connections = 16
/** In-flight requests have ten seconds; the load itself ends in a moment. */
const drainTimeoutMs = 5_000
/** The machine may be slow to start programs. */
const timeout = 120_000

// A wait of ten seconds, during which the other tests run.
let stoppedWithAnEndlessRequest: Promise<ProgramEnd>
beforeAll(() => {
  stoppedWithAnEndlessRequest = stopWithAnEndlessRequest()
})

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('under load ends with 0: every write is acknowledged and kept, or never began', async () => {
    const program = await startProgram({ demo: true })
    const ledger = new Ledger('ve9EPM428h8vShlRW1KT')
    const written = writeUntilClosed(program, ledger)
    await until(() => ledger.acknowledged > 5 * connections)
    const { code, tookMs } = await program.stop(signal)
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(drainTimeoutMs)
    await written
    expect(ledger.problems(program.file, { unanswered: 'not done' })).toEqual([])
  })

  it('responds to a request in progress, and does not wait for idle connections', async () => {
    const program = await startProgram({ demo: true })
    const silent = await connected(program)
    const idle = new HttpClient(program)
    expect(await idle.call('GET', '/healthz')).toMatchObject({ status: 200 })
    const busy = await connected(program)
    const body = '{"firstName":"Late"}'
    // The end of the body arrives after the signal.
    busy.write(requestHead(program, '/contacts/ocQHyuzHvuMOe5N5jjXF', body.length) + body.slice(0, 5))
    await sleep(200)

    const silentClosed = once(silent, 'close')
    const end = program.stop(signal)
    await silentClosed
    expect(program.isRunning()).toBe(true)
    busy.write(body.slice(5))
    const answer = await readToEnd(busy)
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toContain('"firstName":"Late"')
    const { code, tookMs } = await end
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(drainTimeoutMs)
    idle.close()
  })
})

describe('BR-365 SIGTERM', { timeout }, () => {
  it('under load resets no connection: every request sent gets its response', async () => {
    const program = await startProgram({ demo: true })
    let answered = 0
    const clients = Array.from({ length: 4 * connections }, async (_, number) => {
      const client = new HttpClient(program)
      try {
        for (;;) {
          const reply = await client.call('PUT', '/contacts/ocQHyuzHvuMOe5N5jjXF', { city: `City ${number}` })
          expect(reply.status).toBe(200)
          answered += 1
          // Some pause between their requests.
          if (number % 2 === 0) await sleep(number)
        }
      } catch (error) {
        // A new connection is refused. An existing one is not cut off.
        expect(error).toMatchObject({ code: 'ECONNREFUSED' })
      } finally {
        client.close()
      }
    })
    await until(() => answered > 8 * connections)
    const { code, tookMs } = await program.stop()
    await Promise.all(clients)
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(drainTimeoutMs)
  })

  it('responds to all pipelined requests, and closes with the last response', async () => {
    const program = await startProgram({ demo: true })
    const socket = await connected(program)
    const body = '{"firstName":"Late"}'
    socket.write(requestHead(program, '/contacts/ocQHyuzHvuMOe5N5jjXF', body.length) + body.slice(0, 5))
    await sleep(200)
    const end = program.stop()
    await sleep(200)
    socket.write(`${body.slice(5)}${'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(3)}`)
    const answers = (await readToEnd(socket)).split(/(?=HTTP\/1\.1 )/)
    expect(answers.map((answer) => answer.slice(0, 15))).toEqual(Array(4).fill('HTTP/1.1 200 OK'))
    expect(answers.map((answer) => /connection: close/i.test(answer))).toEqual([false, false, false, true])
    expect(await end).toMatchObject({ code: 0 })
  })
})

describe('a second start', { timeout }, () => {
  it('on the same database works while the first one drains and after it', async () => {
    const first = await startProgram({ demo: true })
    const ledger = new Ledger('ve9EPM428h8vShlRW1KT')
    const written = writeUntilClosed(first, ledger)
    await until(() => ledger.acknowledged > connections)
    const end = first.stop()
    const second = await startProgram({ demo: true, folder: first.folder })
    const client = new HttpClient(second)
    await ledger.update(client, await ledger.create(client))
    expect(await end).toMatchObject({ code: 0 })
    await written
    await ledger.update(client, await ledger.create(client))
    expect(ledger.problems(second.file, { unanswered: 'not done' })).toEqual([])
    client.close()
    expect(await second.stop()).toMatchObject({ code: 0 })
  })
})

it('the server waits ten seconds for a request that never ends, and no longer', async () => {
  const { code, tookMs } = await stoppedWithAnEndlessRequest
  expect(code).toBe(0)
  expect(tookMs).toBeGreaterThan(9_000)
  expect(tookMs).toBeLessThan(14_000)
})

async function stopWithAnEndlessRequest(): Promise<ProgramEnd> {
  const program = await startProgram({ demo: true })
  const socket = await connected(program)
  socket.write(`${requestHead(program, '/contacts/ocQHyuzHvuMOe5N5jjXF', 10)}{`)
  await sleep(200)
  return program.stop()
}

/**
 * Writes on every connection until it is closed, each write after the response to the previous one. Throws on any
 * response other than the expected one.
 */
async function writeUntilClosed(program: Program, ledger: Ledger): Promise<void> {
  const writers = Array.from({ length: connections }, async () => {
    const client = new HttpClient(program)
    try {
      const id = await ledger.create(client)
      for (;;) await ledger.update(client, id)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(code)) throw error
    } finally {
      client.close()
    }
  })
  await Promise.all(writers)
}

/** The head of an update whose body follows later. */
const requestHead = ({ token }: Program, path: string, contentLength: number) =>
  `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nVersion: 2021-07-28\r\nAuthorization: Bearer ${token}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${contentLength}\r\n\r\n`

async function connected({ port }: Program): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket.setEncoding('utf8')) text += chunk
  return text
}

it('the server responds on connections that the process has not accepted yet', { timeout }, async () => {
  const server = await startTestServer()
  const url = await server.app.listen({ host: '127.0.0.1', port: 0 })
  const client = spawn(process.execPath, ['--eval', askAtOnce, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(client.stdout, 'data')
  // The system accepts the client's connections meanwhile, but no process takes them.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
  const drained = drain(server.app, AbortSignal.timeout(drainTimeoutMs))
  const [answers] = (await once(client.stdout, 'data')) as [Buffer]
  expect(JSON.parse(answers.toString())).toEqual(Array.from({ length: 12 }, () => 200))
  await drained
  await server.close()
})

/** A program that requests /healthz on twelve connections concurrently and prints the statuses. */
const askAtOnce = `
  const { get } = require('node:http')
  console.log('asking')
  const ask = () => new Promise((resolve) => {
    get(process.argv[1] + '/healthz', { agent: false }, (answer) => resolve(answer.resume().statusCode))
      .on('error', ({ code }) => resolve(code))
  })
  Promise.all(Array.from({ length: 12 }, ask)).then((statuses) => console.log(JSON.stringify(statuses)))`
