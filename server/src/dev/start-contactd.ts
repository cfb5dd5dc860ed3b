import './require-node.ts'
import { pino } from 'pino'
import { listenSentence } from '../http/listen-sentence.ts'
import type { RecordedRequest } from '../traffic/recorded-request.ts'
import type { ClockState, Fault, StartContactd, TestLocation, WebhookDelivery } from './contactd.ts'
import { openDevServer } from './dev-server.ts'
import { readSeed } from './seed/read-seed.ts'

export type * from '../traffic/recorded-request.ts'
export type * from './contactd.ts'

export const startContactd: StartContactd = async ({ seed: source, database, port = 0 } = {}) => {
  const logger = pino({ level: 'silent' })
  const seed = await readSeed(source)
  const at = { host: '127.0.0.1', port }
  const server = await openDevServer({ seed, database, ...at, logger }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'listen') throw error
      const named = { host: 'host', port: 'the option `port`' }
      throw new Error(listenSentence(error, at, named), { cause: error })
    },
  )
  const { url, token, locationId, companyId, contactId, close } = server
  const call = <Answer>(method: string, path: string, body?: unknown) =>
    server.control.call(method, path, body) as Promise<Answer>
  const pathOf = (name: string) => `/snapshots/${encodeURIComponent(name)}`
  const setClock = (clock: object) => call<ClockState>('PUT', '/clock', clock)
  return {
    ...{ url, token, locationId, companyId, contactId, close },
    reset: () => call('POST', '/reset'),
    createLocation: (location = {}) => call<TestLocation>('POST', '/locations', location),
    async snapshot(name) {
      await call('PUT', pathOf(name))
    },
    restore: (name) => call('POST', `${pathOf(name)}/restore`),
    fault: (fault) => call<Fault>('POST', '/faults', fault),
    clearFaults: () => call('DELETE', '/faults'),
    requests: (filter = {}) => call<{ requests: RecordedRequest[] }>('GET', `/requests?${queryOf(filter)}`),
    deliveries: (filter = {}) =>
      call<{ deliveries: WebhookDelivery[] }>('GET', `/webhook-deliveries?${queryOf(filter)}`),
    clock: {
      now: () => call<ClockState>('GET', '/clock'),
      set: setClock,
      freeze: () => setClock({ frozen: true }),
      advance: (time) => call<ClockState>('POST', '/clock/advance', time),
    },
  }
}

const queryOf = (filter: object) =>
  new URLSearchParams(Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]))
