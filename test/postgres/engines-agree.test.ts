import { beforeAll, expect, it } from 'vitest'
import { compareEngines } from '../engines/two-worlds.ts'
import { useByChance } from '../fuzz/model/use.ts'
import { Random } from '../fuzz/random.ts'
import { ownSurfaces, type Surface } from '../fuzz/surfaces.ts'
import { startTestServer } from '../support/server.ts'

/** For more: `CONTACTD_TEST_REQUESTS=20000 CONTACTD_TEST_SEED=7 npx vitest run test/postgres/engines-agree.test.ts`. */
const requests = Number(
  process.env.CONTACTD_TEST_REQUESTS ?? (process.env.CONTACTD_TEST_LONG === '1' ? 20_000 : 1_000),
)
const seed = Number(process.env.CONTACTD_TEST_SEED ?? 20_261_122)
/** Each story has a server of its own on each engine, which costs as much as some hundred requests. */
const storyLength = Math.min(1_000, Math.ceil(requests / 4))
const storiesAtOnce = 4
const timeout = 60 * 60_000

let surfaces: Surface[]
beforeAll(async () => {
  const server = await startTestServer()
  surfaces = await ownSurfaces(server)
  await server.close()
})

it('SQLite and PostgreSQL have identical responses to random requests, and the same content at the end', {
  timeout,
}, async () => {
  const differences: string[] = []
  const all = { requests: 0, successes: 0, together: 0 }
  const stories = Array.from({ length: Math.ceil(requests / storyLength) }, (_, story) => story).values()
  const runStories = async () => {
    for (const story of stories) {
      const surface = surfaces[story % surfaces.length] as Surface
      const storySeed = seed + story
      try {
        const compared = await compareEngines(surface, new Random(storySeed), storySeed, storyLength)
        for (const name of ['requests', 'successes', 'together'] as const) all[name] += compared[name]
      } catch (error) {
        differences.push(String(error))
      }
    }
  }
  await Promise.all(Array.from({ length: storiesAtOnce }, runStories))
  expect(differences).toEqual([])
  console.info(
    `compared: ${all.requests} requests, ${all.successes} successes, ${all.together} at the same time`,
  )
  expect(all.successes).toBeGreaterThan(all.requests / 4)
  expect(all.together).toBeGreaterThan(0)
})

it('a difference of one character is reported', { timeout }, async () => {
  const distort = (answer: string) => answer.replace('"vip"', '"VIP"')
  const [surface] = surfaces
  const comparing = compareEngines(surface as Surface, new Random(seed), seed, storyLength, distort)
  await expect(comparing).rejects.toThrow(/^The engines differ: seed/)
})

it('PostgreSQL agrees with the model of use, as SQLite does', { timeout }, async () => {
  expect(await useByChance(seed, requests / 2)).toBeGreaterThanOrEqual(requests / 2)
})
