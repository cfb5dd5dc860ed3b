import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkSpec, type SpecReport } from './check-spec.ts'
import type { Finding } from './finding.ts'
import { isObject } from './json.ts'
import type { Knowledge } from './known.ts'
import { loadSpec } from './load-spec.ts'
import { toyFiles } from './testing/toy-file.ts'
import { startToyServer, type ToyRequest, type Twist } from './testing/toy-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'contactd-'))
for (const [name, content] of Object.entries(toyFiles)) {
  writeFileSync(join(folder, name), JSON.stringify(content))
}
afterAll(() => rmSync(folder, { recursive: true }))

const nothingKnown: Knowledge = { mistakes: [], omissions: [], differences: [] }

async function check(twist: Twist, known: Partial<Knowledge> = {}): Promise<SpecReport> {
  const world = await startToyServer(twist)
  try {
    return await checkSpec(loadSpec(join(folder, 'toys.json')), async () => world, {
      ...nothingKnown,
      ...known,
    })
  } finally {
    await world.close()
  }
}

const unexplained = ({ operations, mistakes }: SpecReport): Finding[] =>
  [...mistakes, ...operations.flatMap(({ findings }) => findings)].filter(
    ({ reason }) => reason === undefined,
  )

const asIs: Twist = (request, right) => right(request)

const isCreate = ({ method }: ToyRequest) => method === 'POST'

/** Modifies the toy in the correct response. */
const withToy =
  (change: (toy: Record<string, unknown>) => void): Twist =>
  (request, right) => {
    const answer = right(request)
    const { toy } = (answer?.body ?? {}) as { toy?: Record<string, unknown> }
    if (toy) change(toy)
    return answer
  }

/** Handles a modified request in place of the real one. */
const readAs =
  (change: (request: ToyRequest) => Partial<ToyRequest>): Twist =>
  (request, right) =>
    right({ ...request, ...change(request) })

const bodyOf = ({ body }: ToyRequest) => (isObject(body) ? body : {})

const without = (object: Record<string, unknown>, gone: string) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== gone))

/** Ignores some properties of a body. */
const overlooks = (isOverlooked: (name: string, value: unknown) => boolean): Twist =>
  readAs((request) =>
    isCreate(request)
      ? {
          body: Object.fromEntries(
            Object.entries(bodyOf(request)).filter(([name, value]) => !isOverlooked(name, value)),
          ),
        }
      : {},
  )

const planted: { name: string; twist: Twist; finding: Partial<Finding> }[] = [
  {
    name: 'a wrong type in an answer',
    twist: withToy((toy) => {
      toy.price = '9.5'
    }),
    finding: { kind: 'answer', place: '201 toy.price', detail: 'is a text, not a number' },
  },
  {
    name: 'a wrong type in a list of an answer',
    twist: withToy((toy) => {
      toy.tags = [7]
    }),
    finding: { kind: 'answer', place: '201 toy.tags[]' },
  },
  {
    name: 'null where it is not allowed',
    twist: withToy((toy) => {
      toy.price = null
    }),
    finding: { kind: 'answer', place: '201 toy.price', detail: 'is null, not a number' },
  },
  {
    name: 'a response without a required property',
    twist: withToy((toy) => {
      delete toy.id
    }),
    finding: { kind: 'answer', place: '201 toy.id', detail: 'is missing' },
  },
  {
    name: 'responses that never have an optional property',
    twist: withToy((toy) => {
      delete toy.tags
    }),
    finding: { kind: 'missing', place: '201 toy.tags' },
  },
  {
    name: 'an empty answer',
    twist: (request, right) => {
      const answer = right(request)
      return answer && isCreate(request) && answer.status === 201 ? { ...answer, body: {} } : answer
    },
    finding: { kind: 'missing', place: '201 toy' },
  },
  {
    name: 'an answer with more than the file has',
    twist: withToy((toy) => {
      toy.secret = 'told'
    }),
    finding: { kind: 'extra', place: '201 toy.secret' },
  },
  {
    name: 'a value that is accepted and not kept',
    twist: readAs((request) =>
      isCreate(request) && isObject(request.body) ? { body: without(request.body, 'price') } : {},
    ),
    finding: { kind: 'altered', place: 'body.price', shown: 'sent 9.5, answered 0' },
  },
  {
    name: 'a list of which an item is not kept',
    twist: withToy((toy) => {
      toy.tags = ['hard']
    }),
    finding: { kind: 'altered', place: 'body.tags', shown: 'sent ["soft"], answered ["hard"]' },
  },
  {
    name: 'null that does not clear',
    twist: withToy((toy) => {
      toy.name ??= 'Bear'
    }),
    finding: { kind: 'altered', place: 'body.name', shown: 'sent null, answered "Bear"' },
  },
  {
    name: 'an error that breaks its schema',
    twist: (request, right) => {
      const answer = right(request)
      return isCreate(request) && answer?.status === 422 ? { ...answer, body: { message: ['body'] } } : answer
    },
    finding: { kind: 'answer', place: '422 message', detail: 'is a list, not a text' },
  },
  {
    name: 'an answer that is not JSON',
    twist: (request, right) => {
      const answer = right(request)
      return isCreate(request) && answer?.status === 201 ? { status: 201, text: '<p>Done</p>' } : answer
    },
    finding: { kind: 'answer', place: '201', detail: 'is not JSON' },
  },
  {
    name: 'a status that is not declared',
    twist: (request, right) => {
      const answer = right(request)
      return isCreate(request) && answer?.status === 201 ? { ...answer, status: 200 } : answer
    },
    finding: { kind: 'status', place: '200' },
  },
  {
    name: 'a path that is not served',
    twist: (request, right) =>
      isCreate(request) ? { status: 404, body: { message: 'no' } } : right(request),
    finding: { kind: 'unserved', place: '/toys' },
  },
  {
    name: 'a 500',
    twist: (request, right) =>
      isCreate(request) && 'price' in bodyOf(request)
        ? { status: 500, body: { message: 'oh' } }
        : right(request),
    finding: { kind: 'fault', place: 'body.price' },
  },
  {
    name: 'a connection that is cut',
    twist: (request, right) => (isCreate(request) && 'price' in bodyOf(request) ? undefined : right(request)),
    finding: { kind: 'fault', place: 'everything' },
  },
  {
    name: 'a good request that is refused',
    twist: (request, right) =>
      bodyOf(request).colour === 'blue' ? { status: 422, body: { message: 'no blue' } } : right(request),
    finding: { kind: 'refused', place: 'body.colour', detail: 'answered 422 "no blue"' },
  },
  {
    name: 'null that is refused although the file allows it',
    twist: (request, right) =>
      isCreate(request) && bodyOf(request).name === null
        ? { status: 422, body: { message: 'name' } }
        : right(request),
    finding: { kind: 'refused', place: 'body.name' },
  },
  {
    name: 'a wrong type that is accepted',
    twist: overlooks((name, value) => name === 'price' && typeof value !== 'number'),
    finding: { kind: 'accepted', place: 'body.price: a text' },
  },
  {
    name: 'a wrong item that is accepted',
    twist: overlooks((name, value) => name === 'tags' && Array.isArray(value)),
    finding: { kind: 'accepted', place: 'body.tags[]: a number' },
  },
  {
    name: 'a value of no enum that is accepted',
    twist: overlooks((name) => name === 'colour'),
    finding: { kind: 'accepted', place: 'body.colour: a text' },
  },
  {
    name: 'an unknown property that is accepted',
    twist: overlooks((name) => name === 'conformanceNonsense'),
    finding: { kind: 'accepted', place: 'body.conformanceNonsense: unknown' },
  },
  {
    name: 'an object that is accepted without a required property',
    twist: overlooks((name) => name === 'box'),
    finding: { kind: 'accepted', place: 'body.box.wide: missing' },
  },
  {
    name: 'a text that is too long and accepted',
    twist: overlooks((name) => name === 'box'),
    finding: { kind: 'accepted', place: 'body.box.note: too long' },
  },
  {
    name: 'a missing property that is accepted',
    twist: readAs((request) => (isCreate(request) ? { body: { name: 'No Name', ...bodyOf(request) } } : {})),
    finding: { kind: 'accepted', place: 'body.name: missing' },
  },
  {
    name: 'a missing query parameter that is accepted',
    twist: readAs(() => ({ query: new URLSearchParams({ shopId: 'shop-1' }) })),
    finding: { kind: 'accepted', operationId: 'list-toys', place: 'query.shopId: missing' },
  },
  {
    name: 'a query parameter of a wrong type that is accepted',
    twist: readAs(() => ({ query: new URLSearchParams({ shopId: 'shop-1' }) })),
    finding: { kind: 'accepted', operationId: 'list-toys', place: 'query.limit: a text' },
  },
  {
    name: 'an unknown id that is accepted',
    twist: (request, right) =>
      request.method === 'DELETE' && right(request)?.status === 400
        ? { status: 200, body: { done: true } }
        : right(request),
    finding: { kind: 'accepted', operationId: 'delete-toy', place: 'path.id: unknown' },
  },
  {
    name: 'a request without Version that is accepted',
    twist: readAs(() => ({ version: '2021-07-28' })),
    finding: { kind: 'accepted', place: 'header Version: missing' },
  },
  {
    name: 'a wrong scope that is let in',
    twist: readAs(({ scopes }) => ({ scopes: scopes && ['toys.readonly', 'toys.write'] })),
    finding: { kind: 'scope', place: 'a token without toys.write', detail: 'answered 201' },
  },
  {
    name: 'a right scope that is not enough',
    twist: (request, right) =>
      request.scopes?.includes('shops.readonly') || request.scopes === undefined
        ? right(request)
        : { status: 401, body: { message: 'shops.readonly' } },
    finding: {
      kind: 'scope',
      place: 'a token with toys.write alone',
      detail: 'answered 401 "shops.readonly"',
    },
  },
  {
    name: 'a request without a token that is accepted',
    twist: readAs(({ scopes }) => ({ scopes: scopes ?? ['toys.readonly', 'toys.write'] })),
    finding: { kind: 'scope', place: 'no token' },
  },
  {
    name: 'a token that never was and is let in',
    twist: readAs(({ scopes }) => ({ scopes: scopes ?? ['toys.readonly', 'toys.write'] })),
    finding: { kind: 'scope', place: 'a token that never was' },
  },
]

describe('conformance', () => {
  test('BR-270 a server that matches the file conforms: every property is tried, every response is checked', async () => {
    const report = await check(asIs)
    expect(unexplained(report)).toEqual([])
    expect(report).toMatchObject({ conforms: true, file: 'toys.json', title: 'Toys', version: '2021-07-28' })
    expect(report.operations).toEqual([
      expect.objectContaining({
        operationId: 'create-toy',
        met: true,
        served: true,
        properties: { tried: 6, accepted: 6 },
        statuses: [201, 401, 422],
        scopes: ['toys.write'],
      }),
      expect.objectContaining({ operationId: 'list-toys', properties: { tried: 2, accepted: 2 } }),
      expect.objectContaining({ operationId: 'delete-toy', met: true, statuses: [200, 400, 401] }),
    ])
    for (const { answers } of report.operations) expect(answers.valid).toBe(answers.judged)
  })

  test.each(planted)('BR-271 $name fails it, and the place is named', async ({ twist, finding }) => {
    const report = await check(twist)
    expect(report.conforms).toBe(false)
    expect(unexplained(report)).toContainEqual(
      expect.objectContaining({ operationId: 'create-toy', ...finding }),
    )
  })

  const known = {
    kind: 'extra',
    operations: ['create-toy'],
    places: ['201 toy.secret'],
    reason: 'It is no secret.',
  } as const

  const tells = withToy((toy) => {
    toy.secret = 'told'
  })

  test('BR-272 a known difference has its reason, and does not fail the check', async () => {
    const report = await check(tells, { differences: [known] })
    expect(report.conforms).toBe(true)
    expect(report.operations[0]?.findings).toEqual([
      expect.objectContaining({ kind: 'extra', place: '201 toy.secret', reason: 'It is no secret.' }),
    ])
  })

  test.each([
    ['another operation', { ...known, operations: ['list-toys'] }],
    ['another kind', { ...known, kind: 'missing' as const }],
    ['another place', { ...known, places: ['201 toy.other'] }],
    ['another path', { ...known, operations: '/shops' as const }],
    ['another version', { ...known, versions: 'v3' as const }],
  ])('BR-272 a known difference of %s explains nothing', async (_, other) => {
    const report = await check(tells, { differences: [other] })
    expect(unexplained(report)).toContainEqual(expect.objectContaining({ place: '201 toy.secret' }))
  })

  test('BR-272 neither a 5xx nor a missing path can be explained', async () => {
    const report = await check(() => ({ status: 500, body: { message: 'oh' } }), {
      differences: [{ ...known, kind: 'refused', operations: '/', places: ['only what is required'] }],
    })
    expect(unexplained(report)).toContainEqual(expect.objectContaining({ kind: 'fault' }))
  })

  test('BR-273 a known difference that no longer occurs is stale and fails the check', async () => {
    const report = await check(asIs, { differences: [known] })
    expect(report).toMatchObject({ conforms: false, stale: ['extra 201 toy.secret'] })
  })

  test('BR-273 a known difference of another version or another operation is not expected', async () => {
    const report = await check(asIs, {
      differences: [
        { ...known, versions: 'v3' },
        { ...known, operations: ['buy-toy'] },
      ],
    })
    expect(report).toMatchObject({ conforms: true, stale: [] })
  })

  test('BR-270 all requests are in the file, and have its version', async () => {
    const met = new Set<string>()
    await check((request, right) => {
      met.add(`${request.method} ${request.path.replace(/(?<=\/toys\/).*/, '…')}`)
      return right(request)
    })
    expect([...met]).toEqual(['POST /toys', 'GET /toys', 'DELETE /toys/…'])
  })
})

test('BR-529 an operation that is known to be untriable is listed with the reason, and not tried', async () => {
  const untried = [{ operations: ['create-toy'], reason: 'Its body is a form.' }]
  const report = await check(asIs, { untried })
  expect(report.untried).toEqual([{ operationId: 'create-toy', reason: 'Its body is a form.' }])
  expect(report.operations.map(({ operationId }) => operationId)).not.toContain('create-toy')
})
