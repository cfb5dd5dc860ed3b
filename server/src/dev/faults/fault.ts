import { type Static, Type } from 'typebox'
import { pathGlob } from '../../traffic/path-glob.ts'
import { ControlError } from '../control/control-error.ts'

const maxDelayMs = 10 * 60 * 1000
const closed = { additionalProperties: false }

/** What happens to the connection. */
const connections = ['reset', 'reset-after-commit', 'stall', 'truncate'] as const
export type ConnectionEffect = (typeof connections)[number]

export const faultBody = Type.Object(
  {
    match: Type.Optional(
      Type.Object(
        {
          method: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
          path: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
          locationId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
        },
        closed,
      ),
    ),
    effect: Type.Object(
      {
        status: Type.Optional(Type.Number({ minimum: 200, maximum: 599, multipleOf: 1 })),
        headers: Type.Optional(Type.Unsafe<Record<string, string>>({ type: 'object' })),
        body: Type.Optional(Type.Unsafe<unknown>({})),
        delayMs: Type.Optional(Type.Number({ minimum: 0, maximum: maxDelayMs })),
        connection: Type.Optional(
          Type.Unsafe<ConnectionEffect>(Type.Enum([...connections], { type: 'string' })),
        ),
      },
      closed,
    ),
    times: Type.Optional(Type.Number({ minimum: 1, maximum: 1_000_000, multipleOf: 1 })),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    seed: Type.Optional(Type.Number({ minimum: 0, maximum: 2 ** 32 - 1, multipleOf: 1 })),
  },
  closed,
)
export type FaultSpec = Static<typeof faultBody>

/** What a request shows of itself before it is served. */
export interface FaultTarget {
  method: string
  path: string
  locationId: string | null
}

/** A fault as it was set, with how often it has happened. */
export type FaultView = FaultSpec & { id: string; hits: number }

/** Something that goes wrong on purpose. */
export class Fault {
  readonly id: string
  readonly spec: FaultSpec
  readonly #isPath: (path: string) => boolean
  readonly #draw: () => number
  #hits = 0

  /** @throws ControlError 422 for effects that exclude each other. */
  constructor(id: string, spec: FaultSpec) {
    requireSound(spec)
    this.id = id
    this.spec = spec
    this.#isPath = pathGlob(spec.match?.path ?? '*')
    this.#draw = numbersOf(spec.seed ?? 0)
  }

  get view(): FaultView {
    return { id: this.id, ...this.spec, hits: this.#hits }
  }

  /** Whether it needs the location of a request. */
  get wantsLocation(): boolean {
    return this.spec.match?.locationId !== undefined
  }

  /** Whether it happens to a request; counts it. The same seed and the same requests give the same answers. */
  happensTo({ method, path, locationId }: FaultTarget): boolean {
    const { match = {}, times = Number.POSITIVE_INFINITY, probability = 1 } = this.spec
    if (this.#hits >= times) return false
    if (match.method !== undefined && match.method.toUpperCase() !== method) return false
    if (match.locationId !== undefined && match.locationId !== locationId) return false
    if (!this.#isPath(path)) return false
    // Drawn for every request that matches, so that the number of draws does not depend on the outcome.
    if (this.#draw() >= probability) return false
    this.#hits += 1
    return true
  }
}

/** Headers with which Node.js sends nothing, or what no client can read. */
const ofTheFraming: readonly string[] = ['transfer-encoding', 'trailer']

/** @throws ControlError 422 */
function requireSound({ match, effect }: FaultSpec): void {
  if (match?.path !== undefined && !/^[/*]/.test(match.path))
    throw new ControlError(422, 'match.path must begin with / or *')
  const { status, headers, body, delayMs, connection } = effect
  if ([status, headers, body, delayMs, connection].every((part) => part === undefined))
    throw new ControlError(422, 'effect must have one of status, headers, body, delayMs and connection')
  if (connection !== undefined && connection !== 'truncate' && (status ?? body ?? headers) !== undefined)
    throw new ControlError(422, `effect.connection ${connection} sends no status, headers or body`)
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (ofTheFraming.includes(name.toLowerCase()))
      throw new ControlError(422, `effect.headers must not have ${name}: contactd writes it`)
    if (
      !/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name) ||
      typeof value !== 'string' ||
      !/^[\t\x20-\x7e]{0,8000}$/.test(value)
    )
      throw new ControlError(422, 'effect.headers must have names and values of HTTP headers')
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
