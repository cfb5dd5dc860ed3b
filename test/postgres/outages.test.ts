import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeContacts } from '../support/change-contacts.ts'
import { HttpClient } from '../support/http-client.ts'
import { PostgresCluster } from '../support/postgres/cluster.ts'
import { type Program, startProgram } from '../support/program.ts'
import type { Method } from '../support/server.ts'
import { until } from '../support/until.ts'

/** For twenty: `CONTACTD_TEST_LONG=1 npx vitest run test/postgres/outages.test.ts`. */
const rounds = process.env.CONTACTD_TEST_LONG === '1' ? 20 : 3
const roundTimeoutMs = 60_000
const locationId = 've9EPM428h8vShlRW1KT'
const contact = '/contacts/ocQHyuzHvuMOe5N5jjXF'

/** Each kind of request, including reads. */
const requests: [Method, string, unknown?][] = [
  ['GET', contact],
  ['GET', `/contacts/?locationId=${locationId}`],
  ['GET', `/locations/${locationId}/tags`],
  ['GET', `${contact}/notes`],
  ['POST', '/contacts/search', { locationId, pageLimit: 1 }],
  ['PUT', contact, { city: 'Aden' }],
  ['POST', '/contacts/', { locationId, firstName: 'New' }],
  ['POST', '/contacts/upsert', { locationId, email: 'one@example.com' }],
  ['POST', `${contact}/tags`, { tags: ['one'] }],
  ['DELETE', contact],
]

let cluster: PostgresCluster
let nodes: Program[]
beforeAll(async () => {
  cluster = await PostgresCluster.start()
  const args = ['--database', cluster.url()]
  const limits = [
    '--rate-limit',
    'highlevel',
    '--rate-limit-max',
    '1000000',
    '--rate-limit-daily',
    '100000000',
  ]
  nodes = [
    await startProgram({ demo: true, args }),
    await startProgram({ demo: true, args: [...args, ...limits] }),
  ]
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await cluster.close()
})

it('if the server is killed under load, requests get a 503, nothing is lost, and it is used again after its restart', {
  timeout: rounds * roundTimeoutMs,
}, async () => {
  let isOver = false
  const refused: { status: number; text: string }[] = []
  let acknowledged = 0
  const changes = changeContacts({
    nodes,
    clientsPerNode: 8,
    contacts: 10,
    goesOn: (counts) => {
      acknowledged = counts.acknowledged
      return !isOver
    },
    refused: (reply) => {
      refused.push(reply)
      return sleep(20)
    },
  })
  const backMs: number[] = []
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const before = acknowledged
      await until(() => acknowledged > before + 100)
      await cluster.stop('immediate')
      await expectRefusals()
      await cluster.start()
      const backAt = performance.now()
      await Promise.all(nodes.map(untilUsed))
      backMs.push(performance.now() - backAt)
    }
  } finally {
    isOver = true
  }
  const { problems } = await changes
  expect(await problems(nodes)).toEqual([])
  for (const { status, text } of refused) {
    expect({ status, text }).toMatchObject({ status: 503 })
  }
  backMs.sort((a, b) => a - b)
  const [middle, last] = [backMs[Math.floor(rounds / 2)], backMs.at(-1)].map((ms) => Math.round(ms ?? 0))
  console.info(
    `${rounds} kills: ${acknowledged} requests acknowledged, none lost, ${refused.length} refused; ` +
      `every kind of request answered ${middle} ms after the server's return (median; ${last} ms at the most)`,
  )
})

/** The responses while the server is away. */
async function expectRefusals(): Promise<void> {
  for (const node of nodes) {
    const client = new HttpClient(node)
    for (const [method, path, body] of requests) {
      const reply = await client.call<object>(method, path, body)
      expect({ request: `${method} ${path}`, ...reply }).toMatchObject({
        request: `${method} ${path}`,
        status: 503,
        headers: { 'retry-after': '1' },
        body: {
          message: 'The database cannot take this now. Try again.',
          error: 'Service Unavailable',
          statusCode: 503,
          traceId: expect.any(String),
        },
      })
    }
    expect(await client.call('GET', '/healthz')).toMatchObject({ status: 200 })
    expect(await client.call('GET', '/readyz')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { status: 'unavailable', checks: { database: { status: 'unavailable' } } },
    })
    client.close()
  }
}

/** Waits until a node, without a restart, answers every request. */
async function untilUsed(node: Program): Promise<void> {
  await Promise.all(
    requests.slice(0, -1).map(async ([method, path, body]) => {
      const client = new HttpClient(node)
      for (;;) {
        const { status } = await client.call(method, path, body)
        if (status < 300) break
        expect(status).toBe(503)
        await sleep(10)
      }
      client.close()
    }),
  )
}
