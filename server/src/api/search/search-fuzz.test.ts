import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeContact } from '../../../../test/support/contacts.ts'
import { anyContactBody } from '../../../../test/support/search-arbitraries.ts'
import { type SearchWorld, searchWorld } from '../../../../test/support/search-world.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

interface Found {
  contacts: { id: string }[]
  total: number
  message: unknown
}

const server = useTestServer()
let world: SearchWorld
beforeAll(async () => {
  world = await searchWorld(server)
  const { locationId, headers, fields } = world
  for (const body of fc.sample(anyContactBody(fields), { numRuns: 20, seed: 3 }))
    await writeContact(server.call, 'POST', '/contacts/', { locationId, ...body }, headers)
})

const operators = 'eq not_eq contains not_contains exists not_exists range nested like'.split(' ')
const names = 'id city tags dnd email dateAdded businessName opportunities validEmail phone x __proto__'
const json = fc.jsonValue({ maxDepth: 2 })
const value = fc.oneof(
  json,
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.dictionary(fc.constantFrom('gt', 'gte', 'lt', 'lte'), fc.oneof(fc.integer(), fc.constant('2024-01-01'))),
  fc.constant([{ field: 'status', operator: 'eq', value: 'open' }]),
)

function anyItem({ fields }: SearchWorld) {
  const { text, number, date, list, rows } = fields
  const custom = [text, number, date, list, rows.id, `${rows.id}.${rows.rowIds[0]}`, 'gone']
  const field = fc.constantFrom(...names.split(' '), ...custom.map((id) => `customFields.${id}`))
  const condition = fc.record(
    { field, operator: fc.constantFrom(...operators), value },
    { requiredKeys: ['field', 'operator'] },
  )
  const item = fc.letrec((tie) => ({
    item: fc.oneof(
      { maxDepth: 6 },
      { weight: 6, arbitrary: condition },
      {
        weight: 2,
        arbitrary: fc.record({
          group: fc.constantFrom('AND', 'OR'),
          filters: fc.array(tie('item'), { maxLength: 3 }),
        }),
      },
      { weight: 1, arbitrary: json },
    ),
  })).item
  return { field, item }
}

/** Bodies that are mostly valid. Any part can be invalid. */
function anyBody(world: SearchWorld): fc.Arbitrary<Record<string, unknown>> {
  const { field, item } = anyItem(world)
  const seldom = <T>(wrong: fc.Arbitrary<T>, right: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 1, arbitrary: wrong }, { weight: 20, arbitrary: right })
  const sort = fc.record({
    field: seldom(field, fc.constantFrom('email', 'dateAdded', 'dnd')),
    direction: fc.constantFrom('asc', 'desc'),
  })
  const page = seldom<unknown>(json, fc.integer({ min: 1, max: 30 }))
  const searchAfter = seldom<unknown>(json, fc.tuple(fc.integer(), fc.string()))
  return fc
    .tuple(
      fc.record(
        {
          locationId: seldom<unknown>(json, fc.constant(world.locationId)),
          pageLimit: seldom<unknown>(json, fc.integer({ min: 1, max: 500 })),
          query: seldom<unknown>(json, fc.string({ unit: 'grapheme', maxLength: 10 })),
          filters: seldom<unknown>(json, fc.array(item, { maxLength: 2 })),
          sort: seldom<unknown>(json, fc.array(sort, { maxLength: 2 })),
        },
        { requiredKeys: ['locationId', 'pageLimit'] },
      ),
      fc.oneof(
        { weight: 6, arbitrary: fc.constant({}) },
        fc.record({ page }),
        fc.record({ searchAfter }),
        fc.record({ page, searchAfter }),
      ),
    )
    .map(([body, place]) => ({ ...body, ...place }))
}

describe('any search', () => {
  it('BR-280 returns a page, or an error of the right shape', async () => {
    const seen = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(anyBody(world), async (sent) => {
        const { status, body } = await server.call<Found>('POST', '/contacts/search', sent, world.headers)
        seen.set(status, (seen.get(status) ?? 0) + 1)
        if (status === 200) {
          expect(body.contacts.length).toBeLessThanOrEqual(Math.min(body.total, Number(sent.pageLimit)))
        } else if (status === 422) {
          expect(body.message).toEqual(expect.arrayContaining([expect.any(String)]))
        } else {
          expect([400, 403]).toContain(status)
          expect(body.message).toEqual(expect.any(String))
        }
      }),
      { numRuns: 400 },
    )
    expect(server.log).toEqual([])
    // Random bodies are only useful if enough of each kind occur.
    for (const status of [200, 400, 422]) expect(seen.get(status) ?? 0).toBeGreaterThan(20)
  })
})
