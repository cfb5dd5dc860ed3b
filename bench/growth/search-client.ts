import type { Socket } from 'node:net'
import { exchanger, openSocket } from '../exchange.ts'
import type { MeasuredServer } from '../measured-server.ts'
import { getRequest, postRequest } from '../requests.ts'
import type { SeededData } from '../seed.ts'
import { percentile } from '../statistics.ts'

/** One client that asks one thing after the other. */
export interface Client {
  /** @returns the body. @throws Error for an answer that is not 200. */
  search(body: object): Promise<string>
  get(path: string): Promise<string>
  /** @returns the status. */
  trySearch(body: object): Promise<string>
}

/** Lends a client with a connection of its own, which is closed at the end: servers close those that rest. */
export async function withClient<T>(
  port: number,
  data: SeededData,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const socket = await openSocket(port)
  try {
    return await work(clientOf(socket, data))
  } finally {
    socket.destroy()
  }
}

function clientOf(socket: Socket, { token, locationId }: SeededData): Client {
  const exchange = exchanger(socket)
  const ask = async (request: string) => {
    const { status, body } = await exchange(request)
    if (status !== '200') throw new Error(`The answer was ${status}: ${body()}\n${request}`)
    return body()
  }
  const searchRequest = (body: object) => postRequest('/contacts/search', token, { ...body, locationId })
  return {
    search: (body) => ask(searchRequest(body)),
    get: (path) => ask(getRequest(path, token)),
    trySearch: async (body) => (await exchange(searchRequest(body))).status,
  }
}

/** What a number of requests took, one after the other. */
export interface Timed {
  medianMs: number
  p99Ms: number
  /** CPU time of the server for one of them, all its threads together. */
  cpuMedianMs: number
  cpuP99Ms: number
  /** Contacts that one of them finds, on all its pages. */
  medianTotal: number
}

/** @param ask asks for one thing and answers the body, which says a total. */
export async function timeRequests(
  server: MeasuredServer,
  count: number,
  ask: () => Promise<string>,
): Promise<Timed> {
  const timesMs = new Float64Array(count)
  const cpuMs = new Float64Array(count)
  const totals = new Float64Array(count)
  for (let index = 0; index < count; index += 1) {
    const cpuBeforeUs = await server.cpuTimeUs()
    const startedAt = performance.now()
    const body = await ask()
    timesMs[index] = performance.now() - startedAt
    cpuMs[index] = ((await server.cpuTimeUs()) - cpuBeforeUs) / 1000
    const { total, count } = JSON.parse(body) as { total?: number; count?: number }
    totals[index] = total ?? count ?? 0
  }
  for (const numbers of [timesMs, cpuMs, totals]) numbers.sort()
  return {
    medianMs: percentile(timesMs, 0.5),
    p99Ms: percentile(timesMs, 0.99),
    cpuMedianMs: percentile(cpuMs, 0.5),
    cpuP99Ms: percentile(cpuMs, 0.99),
    medianTotal: percentile(totals, 0.5),
  }
}
