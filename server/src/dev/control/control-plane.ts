import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from '../../http/api-error.ts'
import { pathOf } from '../../http/request-origin.ts'
import { isStillSending, readOff } from '../../http/unread-body.ts'
import { InputError } from '../../lib/input-error.ts'
import { CopyError } from '../../storage/copy/copy-port.ts'
import { DatabaseOpenError } from '../../storage/open-error.ts'
import { StorageUnavailableError } from '../../storage/storage.ts'
import type { Development } from '../development.ts'
import { asControlBody, readControlBody } from './control-body.ts'
import { ControlError } from './control-error.ts'
import { requireController } from './control-guard.ts'
import { type ControlRoute, controlRoutes } from './control-routes.ts'
import { streamRequests } from './request-stream.ts'

const prefix = '/_contactd/dev'

export interface ControlPlaneOptions {
  development: Development
  /** What requests must send; undefined on loopback. */
  controlToken: string | undefined
  onError: (error: unknown) => void
}

interface ControlAnswer {
  status: number
  /** Missing for 204. */
  body?: unknown
}

/** The operations under `/_contactd/dev`. They are apart from the API: no token, no version, no faults. */
export class ControlPlane {
  readonly #options: ControlPlaneOptions
  readonly #streams = new Set<ServerResponse>()
  #isClosed = false

  constructor(options: ControlPlaneOptions) {
    this.#options = options
  }

  /** @returns whether the request is for the control plane, which then answers it. */
  handle(raw: IncomingMessage, answer: ServerResponse): boolean {
    if (!isControlled(raw.url ?? '')) return false
    void this.#answer(raw, answer).then(
      (result) => {
        if (result) send(answer, result)
      },
      async (error) => {
        const refusal = this.#refusal(error)
        if (isStillSending(raw)) await readOff(raw)
        send(answer, refusal)
      },
    )
    return true
  }

  /**
   * Runs an operation for a caller in this process.
   * @returns its answer; undefined for an empty one.
   * @throws ControlError
   */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    return (await this.#run(method, `${prefix}${path}`, () => asControlBody(body))).body
  }

  /** Ends the streams, and refuses what comes after (503). */
  close(): void {
    this.#isClosed = true
    for (const stream of this.#streams) stream.end()
  }

  /** @returns undefined for a stream, which is answered already. */
  async #answer(raw: IncomingMessage, answer: ServerResponse): Promise<ControlAnswer | undefined> {
    requireController(raw, this.#options.controlToken)
    const { url = '' } = raw
    if (raw.method === 'GET' && pathOf(url) === `${prefix}/requests/stream`) {
      streamRequests(this.#options.development, queryOf(url), answer)
      this.#streams.add(answer)
      answer.once('close', () => this.#streams.delete(answer))
      return undefined
    }
    return this.#run(raw.method ?? '', url, () => readControlBody(raw))
  }

  async #run(method: string, url: string, readBody: () => unknown): Promise<ControlAnswer> {
    if (this.#isClosed) throw new ControlError(503, 'contactd is closed.')
    const { route, param } = findRoute(method, pathOf(url).slice(prefix.length).replace(/\/$/, ''))
    const request = { param, query: queryOf(url), body: await readBody() }
    const body = await route.run(this.#options.development, request)
    return route.status === 204 ? { status: 204 } : { status: route.status, body }
  }

  #refusal(error: unknown): ControlAnswer {
    const known = controlError(error)
    if (known === undefined) this.#options.onError(error)
    const { statusCode, sentences: message } = known ?? new ControlError(500, 'contactd failed: see its log.')
    return { status: statusCode, body: { statusCode, message } }
  }
}

/** The path is taken as it is: a URL would drop its segments `.` and `..`. */
const queryOf = (url: string) => new URLSearchParams(url.slice(pathOf(url).length))

/** Whether the path of a URL belongs to the control plane. */
const isControlled = (url: string): boolean => /^\/_contactd\/dev(?:[/?]|$)/.test(url)

/** @throws ControlError 404, 405. */
function findRoute(method: string, path: string): { route: ControlRoute; param: string } {
  const parts = path.split('/')
  const found = controlRoutes.filter((route) => matches(route.path.split('/'), parts))
  const route = found.find((one) => one.method === method)
  if (route === undefined) {
    if (found.length === 0) throw new ControlError(404, `There is no ${prefix}${path}.`)
    throw new ControlError(405, `${prefix}${path} takes ${found.map((one) => one.method).join(', ')}.`)
  }
  const place = route.path.split('/').findIndex((part) => part.startsWith(':'))
  return { route, param: place < 0 ? '' : decoded(parts[place] ?? '') }
}

const matches = (route: readonly string[], parts: readonly string[]): boolean =>
  route.length === parts.length &&
  route.every((part, at) => (part.startsWith(':') ? parts[at] !== '' : part === parts[at]))

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new ControlError(404, 'The path is not well-formed.')
  }
}

/** @returns undefined for a bug. */
function controlError(error: unknown): ControlError | undefined {
  if (error instanceof ControlError) return error
  if (error instanceof InputError) return new ControlError(422, error.message)
  if (error instanceof ApiError) return new ControlError(422, error.message)
  const isOfDatabase = [StorageUnavailableError, DatabaseOpenError, CopyError].some(
    (kind) => error instanceof kind,
  )
  if (isOfDatabase) return new ControlError(503, (error as Error).message)
  return undefined
}

function send(answer: ServerResponse, { status, body }: ControlAnswer): void {
  if (answer.destroyed) return
  // What is left of a body that was refused is not read.
  if (!answer.req.complete) answer.setHeader('connection', 'close')
  answer.setHeader('cache-control', 'no-store')
  answer.statusCode = status
  if (body === undefined) answer.end()
  else answer.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(body))
}
