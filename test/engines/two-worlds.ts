import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Planted, type Template } from '../../tools/conformance/src/template.ts'
import { goodStep } from '../fuzz/good-steps.ts'
import type { Random } from '../fuzz/random.ts'
import { send } from '../fuzz/send.ts'
import { spoil } from '../fuzz/spoil.ts'
import type { Exchange, Step } from '../fuzz/step.ts'
import type { Surface } from '../fuzz/surfaces.ts'
import { Things } from '../fuzz/things.ts'
import { startWorld, type World } from '../fuzz/world.ts'
import type { Engine } from '../support/engines.ts'
import { IdNames, risingIds } from './canonical.ts'
import { withOddValues } from './odd-values.ts'
import { tablesOf } from './tables-of.ts'

const spoiledShare = 0.3
const oddShare = 0.4
const togetherShare = 0.1
const maxTogether = 8
const maxLooks = 200
const pauseMs = 50

/** Operations that leave all other contacts unchanged, so their order does not matter. */
const independent = new Set([
  'get-contact',
  'update-contact',
  'add-tags',
  'remove-tags',
  'create-note',
  'get-all-notes',
  'create-task',
  'get-all-tasks',
  'add-followers-contact',
  'remove-followers-contact',
])
/** Fields that must be unique among contacts. */
const shared = ['email', 'phone', 'additionalEmails', 'additionalPhones']

/** A server on one of the engines, with its requests and the test's state. */
class Side {
  readonly world: World
  readonly things: Things
  readonly names = new IdNames()

  private constructor(world: World) {
    this.world = world
    this.things = new Things(world.standing)
    this.names.name(JSON.stringify(world.standing))
  }

  static async start(seed: number, engine: Engine): Promise<Side> {
    return new Side(await startWorld(seed, { engine, ids: risingIds() }))
  }

  /** Sends requests, concurrently if there are several. @returns the responses, in order. */
  async send(steps: readonly Step[]): Promise<string[]> {
    const exchanges = await Promise.all(
      steps.map(async (step) => inSharedOrder(await send(this.world, this.things, step), this.names)),
    )
    for (const exchange of exchanges) this.things.learn(exchange)
    return exchanges.map((exchange) => this.names.name(comparedPartOf(exchange, steps.length > 1)))
  }
}

/**
 * The time, a hash of a contact with its ids, and the length of a body, which may have longer numbers of events. The
 * client reads as much as the length says, and bodies are compared.
 */
const ownHeaders = new Set(['date', 'etag', 'content-length'])
/** The number of an event. */
const ownCursor = /"nextCursor":\d+/g

/**
 * The part of a response that must be equal on both sides. Which of several concurrent requests was counted first
 * does not matter.
 */
function comparedPartOf({ status, headers, text }: Exchange, isTogether: boolean): string {
  const compared = Object.entries(headers).filter(
    ([name]) => !ownHeaders.has(name) && !(isTogether && /^x-ratelimit-.*remaining$/.test(name)),
  )
  return `${status} ${JSON.stringify(Object.fromEntries(compared))} ${text.replace(ownCursor, '"nextCursor":1')}`
}

/**
 * Sorts the deliveries of events that have the same time: concurrent requests may have recorded them in any order. At all
 * other times there was one request.
 */
function inSharedOrder(exchange: Exchange, names: IdNames): Exchange {
  const { step, answer } = exchange
  if (step.operation.operationId !== 'list-webhook-deliveries' || exchange.status !== 200) return exchange
  const { deliveries, ...rest } = answer as { deliveries: { dateAdded: string }[] }
  const keyOf = (delivery: object) => names.nameKnown(JSON.stringify(delivery))
  const ofTimes = [...Map.groupBy(deliveries, ({ dateAdded }) => dateAdded).values()]
  // Those with the same key stay in their order: they are of one contact.
  const sorted = ofTimes.flatMap((some) =>
    some
      .map((delivery) => ({ delivery, key: keyOf(delivery) }))
      .sort((one, other) => Number(one.key > other.key) - Number(one.key < other.key))
      .map(({ delivery }) => delivery),
  )
  const shared = { deliveries: sorted, ...rest }
  return { ...exchange, answer: shared, text: JSON.stringify(shared) }
}

/** How much was compared. */
export interface Compared {
  requests: number
  /** The number of successful responses. */
  successes: number
  /** The number of concurrent requests. */
  together: number
}

/**
 * Sends the same random requests to two servers, one on each engine, and compares every response, and every table at
 * the end.
 * @param distort changes PostgreSQL's responses, to test the comparison.
 * @throws Error that describes the first difference.
 */
export async function compareEngines(
  surface: Surface,
  random: Random,
  seed: number,
  length: number,
  distort = (answer: string) => answer,
): Promise<Compared> {
  const sides = [await Side.start(seed, 'sqlite'), await Side.start(seed, 'postgres')] as const
  const compared: Compared = { requests: 0, successes: 0, together: 0 }
  try {
    while (compared.requests < length) {
      const steps = nextSteps(random, sides[0].things, surface, compared.requests)
      const [answers, others] = await Promise.all(sides.map((side) => side.send(steps)))
      compareLogs(`seed ${seed}, the log of ${steps.map(tellStep).join()}`, sides)
      for (const [index, step] of steps.entries())
        compare(`seed ${seed}, ${tellStep(step)}`, answers?.[index], distort(others?.[index] ?? ''))
      compared.requests += steps.length
      compared.successes += answers?.filter((answer) => answer.startsWith('2')).length ?? 0
      if (steps.length > 1) compared.together += steps.length
    }
    await compareTables(seed, sides)
    return compared
  } finally {
    for (const { world } of sides) await world.server.close()
  }
}

/** Large deletions continue after their responses: wait for them. */
async function compareTables(seed: number, sides: readonly Side[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const [tables = {}, others] = await Promise.all(
      sides.map(({ world, names }) => tablesOf(world.server.storage, names)),
    )
    const different = Object.keys(tables).find((name) => tables[name] !== others?.[name])
    if (different === undefined) return
    if (attempt === maxLooks)
      throw differenceOf(`seed ${seed}, the table ${different}`, tables[different], others?.[different])
    await sleep(pauseMs)
  }
}

function nextSteps(random: Random, things: Things, surface: Surface, number: number): Step[] {
  const step = nextStep(random, things, surface, number)
  if (!random.chance(togetherShare)) return [step]
  const steps = Array.from({ length: 60 }, (_, index) => nextStep(random, things, surface, number + index))
  const contacts = new Set<string>()
  const together = steps.filter(({ operation, path }) => {
    const { contactId } = path
    if (!independent.has(operation.operationId) || !(contactId instanceof Planted)) return false
    if (contacts.has(contactId.name)) return false
    contacts.add(contactId.name)
    return true
  })
  if (together.length < 2) return [step]
  return together.slice(0, maxTogether).map((one, index) => ({
    ...one,
    number: number + index,
    advanceMs: index === 0 ? one.advanceMs : 0,
    ...(one.body !== undefined && { body: withoutShared(one.body) }),
  }))
}

function nextStep(random: Random, things: Things, surface: Surface, number: number): Step {
  const step = goodStep(random, things, surface, number)
  if (step.body !== undefined && random.chance(oddShare)) step.body = withOddValues(random, step.body)
  if (random.chance(spoiledShare)) spoil(random, things, step)
  // A random number would be that of a different event on each engine.
  if (step.operation.operationId === 'list-webhook-deliveries' && Number.isInteger(step.query.cursor))
    delete step.query.cursor
  // Two that are created in the same millisecond are ordered by id.
  return { ...step, advanceMs: step.advanceMs + 1 }
}

const withoutShared = (body: Template): Template =>
  typeof body === 'object' && body !== null && !Array.isArray(body) && !(body instanceof Planted)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !shared.includes(name)))
    : body

function compare(what: string, one: string | undefined, other: string | undefined): void {
  if (one !== other) throw differenceOf(what, one, other)
}

const differenceOf = (what: string, one: string | undefined, other: string | undefined): Error =>
  new Error([`The engines differ: ${what}`, `sqlite:   ${cut(one)}`, `postgres: ${cut(other)}`].join('\n'))

/** Nothing may be logged, except a failure with its error. */
function compareLogs(what: string, sides: readonly Side[]): void {
  const [one, other] = sides.map(({ world }) => inspect(world.server.log, { depth: 6 }))
  if (one !== '[]' || other !== '[]') throw differenceOf(what, one, other)
}

const tellStep = ({ operation, caller, headers, path, query, body, twist, spoiled }: Step): string =>
  `${operation.operationId} ${JSON.stringify({ caller, headers, path, query, body, twist, spoiled }).slice(0, 3000)}`

const cut = (text = 'nothing') => text.slice(0, 3000)
