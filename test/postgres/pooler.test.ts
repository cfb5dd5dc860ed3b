import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { HttpClient } from '../support/http-client.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'
import { TransactionPooler } from '../support/postgres/transaction-pooler.ts'
import { type Program, runProgram, startProgram } from '../support/program.ts'

const backends = 3

let database: TestDatabase
let pooler: TransactionPooler
let nodes: Program[]
beforeAll(async () => {
  database = await createDatabase('empty')
  pooler = await TransactionPooler.open(database.url, backends)
  const args = ['--database', pooler.url, '--database-direct', database.url, '--rate-limit', 'highlevel']
  nodes = await Promise.all(
    [1, 2].map(() => startProgram({ demo: true, args: [...args, '--rate-limit-max', '1000000'] })),
  )
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await pooler.close()
  await database.drop()
})

const contactd = (...args: string[]) =>
  runProgram([...args, '--json'], {
    env: { CONTACTD_DATABASE: pooler.url, CONTACTD_DATABASE_DIRECT: database.url },
  })

describe('two nodes behind a pooler in transaction mode', () => {
  it('create, update, search and delete concurrently, and lose nothing (BR-345)', async () => {
    const clients = nodes.flatMap((node) => Array.from({ length: 8 }, () => new HttpClient(node)))
    const locationId = demoIds.location
    await Promise.all(
      clients.map(async (client, n) => {
        // No name is a prefix of another, so that a search finds only its own contact.
        const firstName = `pooled${10 + n}`
        const created = await client.call('POST', '/contacts/', { locationId, firstName })
        expect(created.status).toBe(201)
        const { id } = created.body.contact
        for (let round = 0; round < 10; round += 1) {
          const updated = await client.call('PUT', `/contacts/${id}`, { lastName: `round${round}` })
          expect(updated.status).toBe(200)
        }
        const searched = await client.call<{ contacts: { id: string; lastNameLowerCase: string }[] }>(
          'POST',
          '/contacts/search',
          { locationId, pageLimit: 10, query: firstName },
        )
        expect(searched.body.contacts).toMatchObject([{ id, lastNameLowerCase: 'round9' }])
        expect((await client.call('DELETE', `/contacts/${id}`)).status).toBe(200)
      }),
    )
    for (const client of clients) client.close()
    expect(pooler.violations).toEqual([])
    expect(pooler.clients).toBeGreaterThan(2 * backends)
    expect(pooler.mostWaiting).toBeGreaterThan(1)
  })

  it('accept commands through it too, and apply their revocations at once (BR-345)', async () => {
    const scopes = ['--scopes', 'contacts.readonly']
    const made = await contactd('token', 'create', '--location', demoIds.location, ...scopes)
    const { id, token } = JSON.parse(made.stdout) as { id: string; token: string }
    const clients = nodes.map(({ url }) => new HttpClient({ url, token }))
    const statuses = () =>
      Promise.all(clients.map(async (client) => (await client.call('GET', '/contacts/unknown')).status))
    expect(await statuses()).toEqual([400, 400])
    expect(await contactd('token', 'revoke', id)).toMatchObject({ code: 0 })
    expect(await statuses()).toEqual([401, 401])
    for (const client of clients) client.close()
    expect(pooler.violations).toEqual([])
  })
})
