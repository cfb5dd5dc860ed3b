import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { containing } from './growth/search-kinds.ts'
import { machineFacts } from './machine.ts'
import type { BenchOptions } from './main.ts'
import { randomFrom } from './random.ts'
import { median, numberText, percentile, ratios, reportHead, spreadText, table } from './report.ts'
import { type Client, withClient } from './search-client.ts'
import { type SeededData, seedDatabase } from './seed.ts'
import { startOnDatabase } from './servers.ts'
import { variedPeople } from './varied-people.ts'

/** The number of searches that one token has running or waiting all the time. */
const searchesAtOnce = 64
/** The duration of each of them alone. */
const longMs = 25
const mostConditions = 90
const wholePlan = { contacts: 10_000, rounds: 3, searches: 60 }
const quickPlan = { contacts: 5_000, rounds: 1, searches: 30 }
/** The pause between two searches of the other tenant. */
const pauseMs = 5

/**
 * The times of the other tenant's requests, in milliseconds. A get needs no search thread: it shows the effect on the
 * processor alone.
 */
interface Times {
  search: number[]
  get: number[]
}

/** Measures the searches of one tenant while another searches as much as its token may. */
export async function benchTurns(workspace: string, { isQuick, progress }: BenchOptions): Promise<string> {
  const { contacts, rounds, searches } = isQuick ? quickPlan : wholePlan
  const database = `sqlite:${join(workspace, 'turns.db')}`
  progress(`makes a location of ${contacts} contacts, and one of a single contact`)
  const large = await seedDatabase(database, contacts, variedPeople)
  const small = await seedDatabase(database, 1, variedPeople)
  const server = await startOnDatabase(workspace, database)
  const conditions = await withClient(server.port, large, (client) => conditionsOfLong(client, large))
  progress(`a long search has ${conditions} conditions`)
  const longAlone = await withClient(server.port, large, (client) =>
    timesOf(searches, () => client.search(longBody(large, conditions))),
  )
  const statuses = new Map<string, number>()
  const quiet: Times[] = []
  const busy: Times[] = []
  const path = `/contacts/${small.contactIds[0]}`
  for (let round = 0; round < rounds; round += 1) {
    progress(`round ${round + 1} of ${rounds}`)
    await withClient(server.port, small, async (client) => {
      const measure = async (): Promise<Times> => ({
        search: await timesOf(searches, () => client.search({ pageLimit: 20 }), pauseMs),
        get: await timesOf(searches, () => client.get(path), pauseMs),
      })
      quiet.push(await measure())
      let isOver = false
      const others = Array.from({ length: searchesAtOnce }, () =>
        withClient(server.port, large, async (other) => {
          const body = longBody(large, conditions)
          while (!isOver) {
            const status = await other.trySearch(body)
            statuses.set(status, (statuses.get(status) ?? 0) + 1)
          }
        }),
      )
      // By then all of them are waiting.
      await sleep(10 * longMs)
      busy.push(await measure())
      isOver = true
      await Promise.all(others)
    })
  }
  await server.stop()

  const row = (name: string, times: readonly number[]) => [
    name,
    numberText(median(times), 1),
    numberText(percentile(Float64Array.from(times).sort(), 0.99), 1),
  ]
  const all = (of: readonly Times[], kind: keyof Times) => of.flatMap((times) => times[kind])
  const medians = (of: readonly Times[], kind: keyof Times) => of.map((times) => median(times[kind]))
  const factor = (kind: keyof Times) => spreadText(ratios(medians(busy, kind), medians(quiet, kind)), 1)
  const answers = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
  return [
    reportHead(
      `\`npm run bench -- --turns\`: ${rounds} rounds of ${searches} searches. A tenant with one contact searches for it, first alone, then while the token of another tenant, with ${contacts} contacts, has ${searchesAtOnce} searches at once.`,
      machineFacts(workspace),
    ),
    table(
      ['request', 'median, ms', '99th percentile, ms'],
      [
        row('a long search alone', longAlone),
        row('the small search, alone', all(quiet, 'search')),
        row(`the small search, during ${searchesAtOnce} long searches`, all(busy, 'search')),
        row('a get by id of the same tenant, alone', all(quiet, 'get')),
        row(`the get, during ${searchesAtOnce} long searches`, all(busy, 'get')),
      ],
    ),
    `During the long searches, the median of the small search is ${factor('search')} times its median alone (target: at most 5 times). The median of the get is ${factor('get')} times its median alone, which is the effect of the shared processor. The long searches returned ${answers}.`,
  ].join('\n\n')
}

const random = randomFrom(17)
const longBody = (data: SeededData, conditions: number) => ({
  pageLimit: 20,
  filters: [
    { group: 'OR', filters: Array.from({ length: conditions }, () => containing(2)({ random, data })) },
  ],
})

/**
 * Finds the number of conditions that take about `longMs`, from the fastest search with twenty: a busy machine slows
 * down the others.
 */
async function conditionsOfLong(client: Client, data: SeededData): Promise<number> {
  const sample = 20
  // The first searches build the index.
  await timesOf(5, () => client.search(longBody(data, sample)))
  const least = Math.min(...(await timesOf(20, () => client.search(longBody(data, sample)))))
  return Math.min(mostConditions, Math.max(1, Math.round((sample * longMs) / least)))
}

/** The times of consecutive requests in milliseconds, without the pauses. */
async function timesOf(count: number, ask: () => Promise<unknown>, pauseMs = 0): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    await sleep(pauseMs)
    const startedAt = performance.now()
    await ask()
    times.push(performance.now() - startedAt)
  }
  return times
}
