import { beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../support/server.ts'
import { fuzz, type Seen } from './fuzz.ts'
import { officialSurfaces, ownSurfaces, type Surface } from './surfaces.ts'

const seed = 20_260_728
/** Some 90 for each operation of a document. */
const allRequests = 64_000
/** A machine may be slow: a hanging request is found by its own time limit. */
const timeout = 20 * 60_000

let own: Surface[]
let official: Surface[]
beforeAll(async () => {
  const server = await startTestServer()
  own = await ownSurfaces(server)
  official = officialSurfaces(process.env.CONTACTD_SPEC_DIR, own)
  await server.close()
})

/** Random requests are only useful if enough of each operation succeed, and enough fail. */
function expectBoth(surface: Surface, seen: Seen): void {
  for (const { operationId } of surface.operations) {
    const statuses = [...(seen.get(operationId)?.keys() ?? [])]
    const wanted = (isWanted: (status: number) => boolean) => ({
      operationId,
      statuses: expect.arrayContaining([expect.toSatisfy(isWanted)]),
    })
    expect({ operationId, statuses }).toEqual(wanted((status) => status < 300))
    expect({ operationId, statuses }).toEqual(wanted((status) => status >= 400))
  }
}

describe('random requests, valid and invalid', () => {
  it('BR-310 BR-311 BR-312 generated from the documents of the server', { timeout }, async () => {
    const share = official.length > 0 ? 4 : 2
    for (const surface of own) expectBoth(surface, await fuzz(surface, seed, allRequests / share))
  })

  it.runIf(process.env.CONTACTD_SPEC_DIR)(
    "BR-310 BR-311 BR-312 generated from HighLevel's files",
    { timeout },
    async () => {
      expect(official.map(({ spec }) => spec.version)).toEqual(['2021-07-28', 'v3'])
      for (const surface of official) expectBoth(surface, await fuzz(surface, seed, allRequests / 4))
    },
  )

  it('report a planted fault with no more requests than necessary, and reproduce it', {
    timeout,
  }, async () => {
    const [dated] = own
    if (!dated) throw new Error('There is no document.')
    const wrong: Surface = {
      ...dated,
      operations: dated.operations.map((operation) =>
        operation.operationId === 'delete-note'
          ? { ...operation, answers: new Map([...operation.answers, [200, { type: 'array' }]]) }
          : operation,
      ),
    }
    // A seed with which the note's contact is not created before it.
    const told = async () => String(await fuzz(wrong, 2, 3000).catch((error: unknown) => error))
    const text = await told()
    expect(text.split('\n').map((line) => line.replace(/^Error: /, '').split(' ')[0])).toEqual([
      'own',
      'POST',
      'POST',
      'DELETE',
      'fault:',
    ])
    expect(text).toMatch(/--seed \d+ --requests \d+/)
    expect(await told()).toBe(text)
  })
})
