import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { valueIn } from '../support/exposition.ts'
import { HttpClient } from '../support/http-client.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

const path = `/contacts/${demoIds.guideContact}`

let database: TestDatabase
let program: Program
beforeAll(async () => {
  database = await createDatabase()
  program = await startProgram({
    demo: true,
    logLevel: 'info',
    args: ['--database', database.url, '--workers', '2'],
  })
})
afterAll(async () => {
  await program.stop()
  await database.drop()
})

/** The lines of the log that a worker wrote for requests, by the worker. */
const answeredBy = () =>
  new Set(
    program
      .stderr()
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { pid: number; traceId?: string; route?: string })
      .filter(({ traceId, route }) => traceId !== undefined && route !== '/metrics')
      .map(({ pid }) => pid),
  )

/** Each scrape opens a connection, which the parent hands to one of the workers. */
async function scrape(): Promise<string> {
  const client = new HttpClient(program)
  const { status, text } = await client.call('GET', '/metrics')
  client.close()
  expect(status).toBe(200)
  return text
}

const updatesIn = (text: string) =>
  valueIn(text, 'contactd_http_requests_total', { operation: 'update-contact', status: '200' })

it('BR-824 the requests of all workers are listed, whichever of them is asked', async () => {
  const clients = Array.from({ length: 6 }, () => new HttpClient(program))
  for (const client of clients) expect((await client.call('GET', path)).status).toBe(200)
  for (const client of clients) client.close()
  await until(() => answeredBy().size === 2)
  const list = async () => {
    const client = new HttpClient(program)
    const { body } = await client.call<{ requests: { at: string }[] }>(
      'GET',
      `/_contactd/requests?method=get&path=${path}`,
    )
    client.close()
    return body.requests.map(({ at }) => at)
  }
  await until(async () => (await list()).length === clients.length)
  for (let count = 0; count < 4; count += 1) {
    const times = await list()
    expect(times).toHaveLength(clients.length)
    expect(times).toEqual(times.toSorted().toReversed())
  }
})

describe('BR-682 the metrics of workers', () => {
  it('are summed, whichever of them is scraped', async () => {
    const clients = Array.from({ length: 8 }, () => new HttpClient(program))
    for (const [index, client] of clients.entries())
      expect((await client.call('PUT', path, { city: `City ${index}` })).status).toBe(200)
    for (const client of clients) client.close()
    await until(() => answeredBy().size === 2)
    await until(async () => updatesIn(await scrape()) === 8)
    for (let count = 0; count < 4; count += 1) {
      const text = await scrape()
      expect(updatesIn(text)).toBe(8)
      expect(valueIn(text, 'contactd_workers')).toBe(2)
      expect(valueIn(text, 'contactd_workers_unanswered')).toBe(0)
      expect(valueIn(text, 'contactd_write_group_size_sum', { engine: 'postgres' })).toBeGreaterThanOrEqual(8)
    }
  })

  it('keep what a killed worker had counted', async () => {
    const [killed = 0] = answeredBy()
    process.kill(killed, 'SIGKILL')
    await until(() => !isRunning(killed))
    await until(async () => valueIn(await scrape(), 'contactd_workers') === 2)
    expect(updatesIn(await scrape())).toBe(8)
  })
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
