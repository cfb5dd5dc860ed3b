import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { HttpClient } from '../support/http-client.ts'
import { PostgresCluster } from '../support/postgres/cluster.ts'
import { CuttingProxy } from '../support/postgres/cutting-proxy.ts'
import { TransactionPooler } from '../support/postgres/transaction-pooler.ts'
import { type Program, startProgram } from '../support/program.ts'
import type { Method } from '../support/server.ts'

/** Ten seconds, plus the delay of a loaded machine. */
const answerTimeMs = 12_500
const readyTimeMs = 2_500
/** One for writes, three for reads, one for counts, and one for the search. */
const mostConnections = 6
const timeout = 120_000
const locationId = demoIds.location
const contact = '/contacts/ocQHyuzHvuMOe5N5jjXF'

const reads: [Method, string, unknown?][] = [
  ['GET', contact],
  ['GET', `/contacts/?locationId=${locationId}`],
  ['GET', `${contact}/notes`],
  ['POST', '/contacts/search', { locationId, pageLimit: 1 }],
]
let updates = 0
/** An update that changes nothing writes nothing, so it would not be refused: each has another city. */
const update = (): [Method, string, unknown] => {
  updates += 1
  return ['PUT', contact, { city: `Aden ${updates}` }]
}
const writes = (): [Method, string, unknown?][] => [
  update(),
  ['POST', '/contacts/', { locationId, firstName: 'New' }],
  ['POST', '/contacts/upsert', { locationId, email: 'one@example.com' }],
  ['DELETE', '/contacts/ocQHyuzHvysMo5N5VsXc'],
]

let cluster: PostgresCluster
let proxy: CuttingProxy
let admin: pg.Client
/** A node whose connection to the server can be held, and that counts for all nodes. */
let node: Program
beforeAll(async () => {
  cluster = await PostgresCluster.start({ durable: false })
  admin = await connect()
  proxy = await CuttingProxy.open(cluster.url())
  const args = ['--database', proxy.url, '--rate-limit', 'highlevel']
  node = await startProgram({ demo: true, args })
  // Opens all connections of the node, and builds the index of the search.
  await expectRecovery(node)
}, timeout)
afterAll(async () => {
  await node.stop()
  await proxy.close()
  await admin.end()
  await cluster.close()
}, timeout)

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(cluster.url())
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function callOnce(node: Program, method: Method, path: string, body?: unknown) {
  const client = new HttpClient(node)
  const since = performance.now()
  const reply = await client.call<object>(method, path, body)
  client.close()
  return { ...reply, tookMs: performance.now() - since }
}

/** Sent concurrently: each is refused in time, with a Retry-After. */
async function expectRefusals(node: Program, requests: readonly [Method, string, unknown?][]): Promise<void> {
  await Promise.all(
    requests.map(async ([method, path, body]) => {
      const reply = await callOnce(node, method, path, body)
      expect({ request: `${method} ${path}`, ...reply }).toMatchObject({
        request: `${method} ${path}`,
        status: 503,
        headers: { 'retry-after': '1' },
        body: { statusCode: 503, traceId: expect.any(String) },
      })
      expect(reply.tookMs).toBeLessThan(answerTimeMs)
    }),
  )
}

async function expectAnswers(node: Program, requests: readonly [Method, string, unknown?][]): Promise<void> {
  for (const [method, path, body] of requests)
    expect([path, (await callOnce(node, method, path, body)).status]).toEqual([path, 200])
}

async function expectNotReady(node: Program): Promise<void> {
  // A result is cached for a second.
  await sleep(1_100)
  const reply = await callOnce(node, 'GET', '/readyz')
  expect(reply.status).toBe(503)
  expect(reply.tookMs).toBeLessThan(readyTimeMs)
  expect((await callOnce(node, 'GET', '/healthz')).status).toBe(200)
}

/** Without a restart. */
async function expectRecovery(node: Program): Promise<void> {
  const giveUpAt = performance.now() + 30_000
  for (const [method, path, body] of [...reads, update(), ['GET', '/readyz'] as const]) {
    for (;;) {
      const { status } = await callOnce(node, method, path, body)
      if (status === 200) break
      expect([path, status]).toEqual([path, 503])
      if (performance.now() > giveUpAt) throw new Error(`${path} is still refused.`)
      await sleep(100)
    }
  }
}

async function whileLocked(lock: string, work: () => Promise<void>): Promise<void> {
  const other = await connect()
  await other.query(`BEGIN; ${lock}`)
  try {
    await work()
  } finally {
    await other.end()
  }
}

const backends = async () => {
  const sql = "SELECT pid FROM pg_stat_activity WHERE application_name = 'contactd'"
  return (await admin.query<{ pid: number }>(sql)).rows.map(({ pid }) => pid)
}

describe('a PostgreSQL that stops responding', { timeout }, () => {
  it('BR-360 with frozen backends: everything is refused within ten seconds, and works again when they continue', async () => {
    const pids = await backends()
    expect(pids.length).toBeGreaterThan(2)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    try {
      await Promise.all([expectNotReady(node), expectRefusals(node, [...reads, ...writes()])])
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
    await expectRecovery(node)
  })

  it('BR-360 with a locked table: the same, and no backend is left behind', async () => {
    await whileLocked('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE', async () => {
      await expectNotReady(node)
      await expectRefusals(node, [...reads, ...writes()])
      await expectRefusals(node, [...reads.slice(0, 1), ...writes()])
      await expect
        .poll(async () => (await backends()).length, { timeout: 10_000 })
        .toBeLessThanOrEqual(mostConnections)
    })
    await expectRecovery(node)
  })

  it('BR-360 with a locked table: so is a request whose token is checked while every connection waits', async () => {
    await whileLocked('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE', async () => {
      const waiting = expectRefusals(node, reads)
      await sleep(1_000)
      await Promise.all([waiting, expectRefusals(node, writes())])
    })
    await expectRecovery(node)
  })

  it('BR-360 with a read-only table: writes are refused, and reads still work', async () => {
    await whileLocked('LOCK TABLE contacts IN SHARE MODE', async () => {
      await Promise.all([expectNotReady(node), expectRefusals(node, writes()), expectAnswers(node, reads)])
    })
    await expectRecovery(node)
  })

  it.each(['window_counts', 'change_stamp'])(
    'BR-360 with %s locked: the checks before an operation are refused in the same time',
    async (table) => {
      await whileLocked(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`, async () => {
        await Promise.all([expectNotReady(node), expectRefusals(node, [...reads, ...writes()])])
      })
      await expectRecovery(node)
    },
  )

  it('BR-360 behind a network that holds all bytes, even those of new connections', async () => {
    proxy.hold()
    await Promise.all([expectNotReady(node), expectRefusals(node, [...reads, ...writes()])])
    await expectRefusals(node, writes())
    proxy.goOn()
    await expectRecovery(node)
  })

  it('BR-360 behind a pooler in transaction mode', async () => {
    const pooler = await TransactionPooler.open(cluster.url(), 3)
    const args = ['--database', pooler.url, '--database-direct', cluster.url()]
    const pooled = await startProgram({ demo: true, args })
    try {
      await expectRecovery(pooled)
      await whileLocked('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE', async () => {
        await Promise.all([expectNotReady(pooled), expectRefusals(pooled, [...reads, ...writes()])])
      })
      await expectRecovery(pooled)
    } finally {
      await pooled.stop()
      await pooler.close()
    }
  })
})
