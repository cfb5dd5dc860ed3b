import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  newOpportunity,
  type Opportunity,
  opportunityStatuses,
} from '../server/src/api/opportunities/opportunity.ts'
import { insertOpportunity } from '../server/src/api/opportunities/opportunity-store.ts'
import { createPipeline } from '../server/src/api/pipelines/create-pipeline.ts'
import type { OpportunityPipeline } from '../server/src/api/pipelines/pipeline.ts'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { randomIds as ids } from '../server/src/lib/ids.ts'
import { openStorage } from '../server/src/storage/open-storage.ts'
import { machineFacts } from './machine.ts'
import type { BenchOptions } from './main.ts'
import { anyOf, below, type Random, randomFrom } from './random.ts'
import { median, numberText, percentile, ratios, reportHead, spreadText, table } from './report.ts'
import { type Client, withClient } from './search-client.ts'
import { type SeededData, seedDatabase } from './seed.ts'
import { startOnDatabase } from './servers.ts'
import { variedPeople } from './varied-people.ts'

const wholePlan = { contacts: 100_000, rounds: 8, searches: 50 }
const quickPlan = { contacts: 10_000, rounds: 2, searches: 20 }
const perWrite = 1000
const pageLimit = 100
/** The most CPU of a search of opportunities, as a multiple of the same search of contacts. */
const aim = 2

interface Comparison {
  name: string
  contacts(client: Client): Promise<string>
  opportunities(client: Client): Promise<string>
}

/** Compares searches of opportunities with the same searches of contacts, in one location with one of each per contact. */
export async function benchOpportunities(
  workspace: string,
  { isQuick, progress }: BenchOptions,
): Promise<string> {
  const { contacts, rounds, searches } = isQuick ? quickPlan : wholePlan
  const database = `sqlite:${join(workspace, 'opportunities.db')}`
  progress(`makes a location of ${contacts} contacts with an opportunity each`)
  const data = await seedDatabase(database, contacts, variedPeople)
  const pipelines = await addOpportunities(database, data)
  const server = await startOnDatabase(workspace, database)
  const comparisons = comparisonsOf(data, pipelines, randomFrom(11))
  const cpu = comparisons.map(() => ({ contacts: [] as number[], opportunities: [] as number[] }))
  const ms = comparisons.map(() => ({ contacts: [] as number[], opportunities: [] as number[] }))
  await withClient(server.port, data, async (client) => {
    progress('builds the indexes')
    // Ends: the whole run has a deadline.
    for (const path of ['contacts', 'opportunities'] as const)
      while (
        !(await comparisons[0]?.[path](client).then(
          () => true,
          () => false,
        ))
      )
        await sleep(250)
    await sleep(10_000)
    for (let round = -1; round < rounds; round += 1) {
      progress(round < 0 ? 'warms up' : `round ${round + 1} of ${rounds}`)
      for (const [at, comparison] of comparisons.entries())
        for (const kind of ['contacts', 'opportunities'] as const) {
          const cpuBeforeUs = await server.cpuTimeUs()
          const times: number[] = []
          for (let search = 0; search < searches; search += 1) {
            const startedAt = performance.now()
            await comparison[kind](client)
            times.push(performance.now() - startedAt)
          }
          if (round < 0) continue
          cpu[at]?.[kind].push(((await server.cpuTimeUs()) - cpuBeforeUs) / 1000 / searches)
          ms[at]?.[kind].push(...times)
        }
    }
  })
  await server.stop()
  const p99 = (times: readonly number[] = []) => percentile(Float64Array.from(times).sort(), 0.99)
  const factors = cpu.map((one) => ratios(one.opportunities, one.contacts))
  const met = factors.filter((factor) => median(factor) <= aim).length
  return [
    reportHead(
      `\`npm run bench -- --opportunities\`: ${numberText(contacts)} contacts with an opportunity each in one location; ${rounds} rounds of ${searches} searches of each kind, alternating, one at a time, ${pageLimit} rows a page. Medians, with minimum and maximum in brackets.`,
      machineFacts(workspace),
    ),
    table(
      [
        'search',
        'CPU ms, contacts',
        'CPU ms, opportunities',
        'quotient',
        'ms, opportunities, 99th percentile',
      ],
      comparisons.map(({ name }, at) => [
        name,
        spreadText(cpu[at]?.contacts ?? [], 1),
        spreadText(cpu[at]?.opportunities ?? [], 1),
        spreadText(factors[at] ?? [], 2),
        numberText(p99(ms[at]?.opportunities), 1),
      ]),
    ),
    `${met} of ${factors.length} take at most ${aim} times the CPU of the same search of contacts.`,
  ].join('\n\n')
}

function comparisonsOf(
  data: SeededData,
  pipelines: readonly OpportunityPipeline[],
  random: Random,
): Comparison[] {
  const search = (client: Client, query: Record<string, string>) =>
    client.get(
      `/opportunities/search?${new URLSearchParams({ location_id: data.locationId, limit: String(pageLimit), ...query })}`,
    )
  const anyPerson = () => variedPeople.person(below(random, data.contactIds.length))
  const part = () => {
    const { firstName, lastName, email } = anyPerson()
    const text = anyOf(random, [firstName, lastName, email])
    return text.slice(0, 5)
  }
  return [
    {
      name: '`eq` on a field of contacts; `pipeline_id` and `status=open` of opportunities',
      // It finds many, too, so the page is full.
      contacts: (client) =>
        client.search({ pageLimit, filters: [{ field: 'type', operator: 'eq', value: 'lead' }] }),
      opportunities: (client) =>
        search(client, { pipeline_id: anyOf(random, pipelines).id, status: 'open', page: '1' }),
    },
    {
      name: '`query` of contacts, `q` of opportunities: 5 characters',
      contacts: (client) => client.search({ pageLimit, query: part() }),
      opportunities: (client) => search(client, { q: part() }),
    },
  ]
}

/** Adds an opportunity of each contact, in one of two pipelines of five stages, half of them open. */
async function addOpportunities(
  database: string,
  { locationId, contactIds, seededAt }: SeededData,
): Promise<OpportunityPipeline[]> {
  const storage = await openStorage({ database, clock })
  const random = randomFrom(5)
  const stages = ['New', 'Called', 'Offer', 'Talks', 'Closing']
  const pipelines: OpportunityPipeline[] = []
  for (const name of ['Sales', 'Service'])
    pipelines.push(
      await storage.write((tx) => createPipeline(tx, { clock, ids }, locationId, { name, stages }), {
        locationId,
      }),
    )
  const made = (contactId: string, index: number): Opportunity => {
    const pipeline = anyOf(random, pipelines)
    const now = new Date(
      seededAt - variedPeople.addedBeforeMs(below(random, contactIds.length), contactIds.length),
    ).toISOString()
    const place = {
      id: ids.next(),
      locationId,
      contactId,
      name: `${variedPeople.person(index).lastName}, roof`,
      pipelineId: pipeline.id,
      pipelineStageId: anyOf(random, pipeline.stages).id,
    }
    const status = random() < 0.5 ? 'open' : anyOf(random, opportunityStatuses)
    return { ...newOpportunity(place, now), monetaryValue: below(random, 10_000), status }
  }
  for (let first = 0; first < contactIds.length; first += perWrite)
    await storage.write(
      async (tx) => {
        for (const [at, contactId] of contactIds.slice(first, first + perWrite).entries())
          await insertOpportunity(tx, made(contactId, first + at))
      },
      { locationId },
    )
  await storage.close()
  return pipelines
}
