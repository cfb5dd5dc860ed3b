import { badRequests } from './bad-requests.ts'
import { callerRequests } from './caller-requests.ts'
import type { Exchange } from './exchange.ts'
import { goodRequests } from './good-requests.ts'
import { GoodValues } from './good-values.ts'
import type { Json } from './json.ts'
import type { SpecOperation } from './load-spec.ts'
import type { RequestCase } from './request-case.ts'
import { fullRequest } from './request-parts.ts'
import { sendRequest } from './send-request.ts'
import { fillIn, namesIn } from './template.ts'
import type { TokenOwner, World } from './world.ts'

/** The maximum number of requests per operation. */
const maxRequests = 2000
/** After this many requests without a response, the remaining ones are not sent. */
const maxFaults = 3

/** Sends all requests of an operation, one after the other. */
export async function tryOperation(
  world: World,
  operation: SpecOperation,
  version: string,
): Promise<Exchange[]> {
  const good = new GoodValues(world.kinds)
  const full = fullRequest(good, operation, version)
  if (operation.body && !good.takes(operation.body.schema, full.body ?? null)) {
    return [{ request: full, fault: 'No body could be made that the schema takes.' }]
  }
  const requests = [
    ...goodRequests(good, operation, version),
    ...callerRequests(good, operation, version, world.scopes),
    ...badRequests(good, operation, version),
  ]
  const exchanges: Exchange[] = []
  const planter = new Planter(world, operation)
  let faults = 0
  for (const request of requests.slice(0, maxRequests)) {
    const made = await exchange(world, operation, request, planter)
    exchanges.push(made)
    if ('fault' in made && ++faults === maxFaults) break
  }
  return exchanges
}

async function exchange(
  world: World,
  { method, path, isOfCompany }: SpecOperation,
  request: RequestCase,
  planter: Planter,
): Promise<Exchange> {
  try {
    const token = await tokenOf(world, request, isOfCompany ? 'company' : 'location')
    const things = await planter.thingsFor(request)
    const answer = await sendRequest(world.url, method, path, request, token, things)
    if (answer.status < 300 && method !== 'GET') planter.replant()
    const sent = request.body === undefined ? undefined : fillIn(request.body, things)
    return { request, sent, answer }
  } catch (error) {
    return { request, fault: (error as Error).message }
  }
}

async function tokenOf(
  { scopes, token }: World,
  { caller }: RequestCase,
  owner: TokenOwner,
): Promise<string | undefined> {
  if (caller === 'nobody') return undefined
  if (caller === 'garbage') return 'conformance-nonsense'
  return token(caller === 'everyone' ? scopes : caller.scopes, owner)
}

/** Creates the records that requests name. After a request that may have changed them, creates new ones. */
class Planter {
  readonly #world: World
  readonly #words: readonly string[]
  #names: ReadonlySet<string> = new Set()
  #things: Record<string, Json> | undefined

  constructor(world: World, { path }: SpecOperation) {
    this.#world = world
    this.#words = path.split('/').filter((word) => /^\w/.test(word))
  }

  async thingsFor({ path, query, body }: RequestCase): Promise<Record<string, Json>> {
    const wanted = [...this.#words, ...namesIn({ ...path, ...query }), ...namesIn(body ?? null)]
    if (this.#things === undefined || !wanted.every((name) => this.#names.has(name))) {
      this.#names = new Set([...this.#names, ...wanted])
      this.#things = await this.#world.plant([...this.#names])
    }
    return this.#things
  }

  replant(): void {
    this.#things = undefined
  }
}
