import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { HttpClient } from '../support/http-client.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'
import { steadyLoad } from '../support/steady-load.ts'
import { until } from '../support/until.ts'

const path = `/contacts/${demoIds.guideContact}`

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

const startWorkers = () =>
  startProgram({ demo: true, logLevel: 'info', args: ['--database', database.url, '--workers', '2'] })

/** A program's log: complete lines, each a JSON value. */
const logOf = (program: Program) =>
  program
    .stderr()
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { pid: number; msg: string; workerPid?: number; traceId?: string })

/** The processes that have begun to listen, in order. */
const workersOf = (program: Program) =>
  logOf(program)
    .filter(({ msg }) => msg.startsWith('Server listening'))
    .map(({ pid }) => pid)

/** The processes that have answered requests. */
const answeredBy = (program: Program) =>
  new Set(
    logOf(program)
      .filter(({ traceId }) => traceId !== undefined)
      .map(({ pid }) => pid),
  )

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Continuous requests, each over a new connection, until they are told to end. */
function newcomers(program: Program, atOnce: number) {
  const failures: string[] = []
  let isOver = false
  let answered = 0
  const senders = Array.from({ length: atOnce }, async () => {
    while (!isOver) {
      const client = new HttpClient(program)
      try {
        await client.call('GET', path)
        answered += 1
      } catch (error) {
        failures.push((error as Error).message)
      }
      client.close()
    }
  })
  return {
    answered: () => answered,
    /** @returns the failures. */
    async end() {
      isOver = true
      await Promise.all(senders)
      return failures
    },
  }
}

describe('contactd serve --workers', () => {
  let program: Program
  beforeAll(async () => {
    program = await startWorkers()
  })

  it('serves with this many processes on one port, and greets once (BR-340)', async () => {
    expect(program.stderr().match(/listens on /g)).toHaveLength(1)
    expect(program.stderr().match(/^Token /gm)).toHaveLength(1)
    await until(() => workersOf(program).length === 2)
    const clients = Array.from({ length: 8 }, () => new HttpClient(program))
    for (const client of clients) expect((await client.call('GET', path)).status).toBe(200)
    await until(() => answeredBy(program).size === 2)
    expect([...answeredBy(program)].sort()).toEqual(workersOf(program).toSorted())
    expect(workersOf(program)).not.toContain(program.pid)
    for (const client of clients) client.close()
  })

  it('replaces a killed worker while the other serves, without making requests wait (BR-341)', async () => {
    const [killed = 0] = workersOf(program)
    const coming = newcomers(program, 24)
    await until(() => coming.answered() > 100)
    process.kill(killed, 'SIGKILL')
    await until(() => workersOf(program).length === 3)
    // Its in-flight requests have lost their connections; no connection was left open without a response.
    expect(await coming.end()).not.toContainEqual(expect.stringContaining('was not answered'))
    const told = logOf(program).find(({ workerPid }) => workerPid === killed)
    expect(told).toMatchObject({ pid: program.pid, msg: expect.stringContaining('SIGKILL') })
    const client = new HttpClient(program)
    expect((await client.call('GET', path)).status).toBe(200)
    client.close()
  })

  it('replaces all at SIGHUP, and drops no request (BR-342)', async () => {
    const before = workersOf(program).filter(isRunning)
    const sending = steadyLoad(program, { path, connections: 16 })
    // Idle for a moment: a keep-alive connection is closed only after a response.
    const pausing = new HttpClient(program)
    await pausing.call('GET', path)
    await until(() => sending.count() > 50)
    process.kill(program.pid, 'SIGHUP')
    await until(() => logOf(program).some(({ msg }) => msg === 'the workers are replaced'))
    expect(before.filter(isRunning)).toEqual(before)
    const begun = workersOf(program).length
    await until(() => workersOf(program).length > begun)
    expect((await pausing.call('GET', path)).status).toBe(200)
    await until(() => !before.some(isRunning))
    const count = sending.count()
    await until(() => sending.count() > count + 50)
    expect(await sending.end()).toEqual([])
    // A worker's log line may be read a moment after its first response.
    await until(() => workersOf(program).filter(isRunning).length === 2)
    pausing.close()
  })

  it('drains all of them at SIGTERM, even in the middle of a replacement, and ends with 0 (BR-340)', async () => {
    process.kill(program.pid, 'SIGHUP')
    await until(() => program.stderr().match(/the workers are replaced/g)?.length === 2)
    expect(await program.stop()).toMatchObject({ code: 0 })
    expect(workersOf(program).filter(isRunning)).toEqual([])
  })

  it('ends its workers when it is killed itself', async () => {
    const another = await startWorkers()
    await until(() => workersOf(another).length === 2)
    await another.stop('SIGKILL')
    await until(() => !workersOf(another).some(isRunning))
  })

  it('reads the number from a variable, and requires PostgreSQL for it (BR-340)', async () => {
    const sqlite = await runProgram(['serve', '--port', '0'], { env: { CONTACTD_WORKERS: '2' } })
    expect(sqlite).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: --workers needs PostgreSQL: SQLite has one writer.\n',
    })
  })

  it('reports once that its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const { code, stderr } = await runProgram([
      ...['serve', '--workers', '2', '--log-level', 'warn'],
      ...['--database', database.url, '--port', String(port)],
    ])
    taken.close()
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `contactd: Port ${port} on 127.0.0.1 is in use: stop the program that uses it, or choose another with --port.\n`,
    })
  })
})
