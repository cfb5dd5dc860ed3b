import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { World } from '../world.ts'

interface Toy {
  id: string
  name: string | null
  price?: number
  tags?: string[]
}

export interface ToyRequest {
  method: string
  path: string
  query: URLSearchParams
  version: string | undefined
  /** Undefined for an unknown token. */
  scopes: readonly string[] | undefined
  body: unknown
}

/** A response with a status and a body, or verbatim text; undefined closes the connection. */
type ToyAnswer = { status: number; body?: unknown; text?: string } | undefined

/** Intercepts a request with its correct response, to introduce an error. */
export type Twist = (request: ToyRequest, right: (request: ToyRequest) => ToyAnswer) => ToyAnswer

const scopes = ['toys.readonly', 'toys.write', 'shops.readonly']
const shopId = 'shop-1'

/** Starts a server that implements `toys.json` except for the twist, with the world of its requests. */
export async function startToyServer(twist: Twist): Promise<World & { close(): Promise<void> }> {
  const toys = new Map<string, Toy>()
  let made = 0
  const keep = (toy: Omit<Toy, 'id'>): Toy => {
    made++
    const kept = { id: `toy-${made}`, ...toy }
    toys.set(kept.id, kept)
    return kept
  }
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const url = new URL(incoming.url ?? '', 'http://toys')
    const token = incoming.headers.authorization?.replace('Bearer ', '')
    const text = Buffer.concat(chunks).toString()
    const request: ToyRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      version: incoming.headers.version?.toString(),
      scopes: token?.startsWith('toy:') ? token.slice(4).split(' ') : undefined,
      body: text === '' ? undefined : JSON.parse(text),
    }
    const answer = twist(request, (right) => answerOf(right, toys, keep))
    if (!answer) {
      incoming.socket.destroy()
      return
    }
    outgoing.writeHead(answer.status, {
      'content-type': answer.text === undefined ? 'application/json' : 'text/html',
    })
    outgoing.end(answer.text ?? JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scopes,
    kinds: { shopId: '', toyId: '' },
    token: async (carried) => `toy:${carried.join(' ')}`,
    plant: async () => ({ shopId, toyId: keep({ name: 'Planted', price: 1, tags: ['planted'] }).id }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const refused = (status: number, message: string): ToyAnswer => ({ status, body: { message } })

function answerOf(
  request: ToyRequest,
  toys: Map<string, Toy>,
  keep: (toy: Omit<Toy, 'id'>) => Toy,
): ToyAnswer {
  const { method, path, query, version, scopes: carried, body } = request
  const needed = method === 'GET' ? 'toys.readonly' : 'toys.write'
  if (version !== '2021-07-28') return refused(401, 'version')
  if (!carried?.includes(needed)) return refused(401, 'token')
  if (method === 'DELETE') {
    return toys.delete(path.split('/').at(-1) ?? '')
      ? { status: 200, body: { done: true } }
      : refused(400, 'id')
  }
  if (method === 'GET') {
    if (query.get('shopId') === null || Number.isNaN(Number(query.get('limit') ?? 1)))
      return refused(422, 'query')
    return { status: 200, body: { toys: [...toys.values()].slice(-2), total: toys.size } }
  }
  if (!isToyInput(body)) return refused(422, 'body')
  const { name, price = 0, tags = [] } = body
  return { status: 201, body: { toy: keep({ name, price, tags }) } }
}

interface ToyInput {
  name: string | null
  price?: number
  tags?: string[]
}

const checks: Record<string, (value: unknown) => boolean> = {
  name: (value) => typeof value === 'string' || value === null,
  shopId: (value) => value === shopId,
  colour: (value) => value === 'red' || value === 'blue',
  price: (value) => typeof value === 'number',
  tags: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
  box: (value) => isRecord(value) && holds(value, boxChecks) && 'wide' in value,
}

const boxChecks: Record<string, (value: unknown) => boolean> = {
  wide: (value) => typeof value === 'boolean',
  note: (value) => typeof value === 'string' && value.length <= 20,
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const holds = (value: Record<string, unknown>, by: typeof checks) =>
  Object.entries(value).every(([name, part]) => by[name]?.(part) === true)

const isToyInput = (body: unknown): body is ToyInput =>
  isRecord(body) && holds(body, checks) && 'name' in body && 'shopId' in body
