import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { HttpClient } from '../support/http-client.ts'
import { type Program, startProgram, temporaryFolder } from '../support/program.ts'

/** For more: `CONTACTD_KILL_ROUNDS=100 npx vitest run test/faults/search-kill.test.ts`. */
const rounds = Number(process.env.CONTACTD_KILL_ROUNDS ?? 4)
const roundTimeoutMs = 30_000
const writers = 4
const locationId = 've9EPM428h8vShlRW1KT'

interface Found {
  contacts: { id: string; city: string | null }[]
  total: number
}

const find = (client: HttpClient, filters: object[], more: object = {}) =>
  client.call<Found>('POST', '/contacts/search', { locationId, pageLimit: 500, filters, ...more })
const inCity = (city: string) => [{ field: 'city', operator: 'eq', value: city }]
const made = [{ field: 'source', operator: 'eq', value: 'the kill' }]

it('BR-302 search finds every acknowledged write, and nothing twice, whenever the server is killed', {
  timeout: rounds * roundTimeoutMs,
}, async () => {
  const folder = temporaryFolder()
  /** For each contact, the city of its last acknowledged write, and one that may have been written after it. */
  const cities = new Map<string, { sure: string; maybe?: string }>()
  let program = await startProgram({ folder, demo: true })
  for (let round = 1; round <= rounds; round += 1) {
    await writeAndFindUntilKilled(program, cities, round)
    program = await startProgram({ folder, demo: true })
    await expectAllFound(program, cities)
  }
  expect(cities.size).toBeGreaterThan(rounds * writers)
  expect(await program.stop()).toMatchObject({ code: 0 })
})

/** Each writer creates and changes contacts, and searches for what it has just written; then the server is killed. */
async function writeAndFindUntilKilled(
  program: Program,
  cities: Map<string, { sure: string; maybe?: string }>,
  round: number,
): Promise<void> {
  let isKilled = false
  const work = Array.from({ length: writers }, async (_, writer) => {
    const client = new HttpClient(program)
    try {
      for (let turn = 0; ; turn += 1) {
        const city = `${round} ${writer} ${turn}`
        const { status, body } = await client.call('POST', '/contacts/', {
          locationId,
          firstName: 'Kay',
          city,
          source: 'the kill',
        })
        expect(status).toBe(201)
        const { id } = body.contact
        cities.set(id, { sure: city })
        expect((await find(client, inCity(city))).body.contacts.map((row) => row.id)).toEqual([id])
        const next = `${city} again`
        cities.set(id, { sure: city, maybe: next })
        expect((await client.call('PUT', `/contacts/${id}`, { city: next })).status).toBe(200)
        cities.set(id, { sure: next })
        expect((await find(client, inCity(city))).body.total).toBe(0)
        expect((await find(client, inCity(next))).body.total).toBe(1)
      }
    } catch (error) {
      if (!isKilled || !(error instanceof Error && 'code' in error)) throw error
    } finally {
      client.close()
    }
  })
  const ended = Promise.all(work)
  // The index is flushed every second: the kill comes at any point of that.
  await Promise.race([sleep(1500 + Math.random() * 1500), ended])
  isKilled = true
  expect(await program.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
  await ended
}

async function expectAllFound(
  program: Program,
  cities: ReadonlyMap<string, { sure: string; maybe?: string }>,
): Promise<void> {
  const client = new HttpClient(program)
  const found = new Map<string, string | null>()
  let searchAfter: unknown
  for (let rows = 1; rows > 0; ) {
    const { status, body } = await find(client, made, searchAfter === undefined ? {} : { searchAfter })
    expect(status).toBe(200)
    for (const { id, city } of body.contacts) {
      expect(found.has(id), id).toBe(false)
      found.set(id, city)
    }
    rows = body.contacts.length
    searchAfter = (body.contacts.at(-1) as { searchAfter?: unknown } | undefined)?.searchAfter
  }
  for (const [id, { sure, maybe }] of cities) expect([sure, maybe]).toContain(found.get(id))
  // In addition only writes that were killed before their response.
  expect(found.size).toBeLessThanOrEqual(cities.size + rounds * writers)
  client.close()
}
