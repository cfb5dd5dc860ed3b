import { readFile, stat } from 'node:fs/promises'
import { demoIds } from '../../demo/demo-ids.ts'
import { demoTimezone } from '../../demo/demo-sources.ts'
import { systemClock } from '../../lib/clock.ts'
import { openStorage } from '../../storage/open-storage.ts'
import { type DevSeed, demoSeed, devOwner, devOwnerHash, devToken } from '../dev-seed.ts'
import { mistakesOfSeed } from './check-seed.ts'
import { companyIdOf, fillSeed, ownerIn, tokensOf } from './fill-seed.ts'
import { withoutMistakes } from './judge-seed.ts'
import { type Mistake, movedTo, SeedError } from './mistakes.ts'
import { idAt, tokenAt } from './seed-ids.ts'
import type { Seed } from './seed-schema.ts'

/** The largest file, in bytes. */
const maxBytes = 16 * 1024 * 1024

/** A location with a user and a token, in a company. */
const emptySeed: Seed = {
  companies: [{ id: demoIds.company, name: 'Demo Company' }],
  locations: [
    {
      id: demoIds.location,
      name: 'Demo Location',
      timezone: demoTimezone,
      users: [{ id: demoIds.user, name: 'Dana Demo', email: 'dana@example.com' }],
      tokens: [{ token: devToken() }],
    },
  ],
}

/** The seeds with a name. A file of such a name is written with its folder: `./demo`. */
const named: Readonly<Record<string, () => DevSeed>> = {
  demo: demoSeed,
  empty: () => devSeed(emptySeed, seedErrors('the seed')),
}

/**
 * Reads a seed: `demo`, `empty`, a file in YAML or JSON, or the content of one.
 * @throws SeedError with all mistakes and their places; the error of the system for a file that can't be read.
 */
export async function readSeed(seed: string | object = 'demo'): Promise<DevSeed> {
  if (typeof seed !== 'string') return checked(seed, seedErrors('the seed'))
  const make = Object.hasOwn(named, seed) ? named[seed] : undefined
  if (make) return make()
  const file = await stat(seed).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new SeedError(`There is no seed ${seed}: name demo, empty or a file.`)
  })
  if (file.isDirectory()) throw new SeedError(`${seed} is a folder, not a seed.`)
  if (file.size > maxBytes) throw new SeedError(`${seed} is larger than 16 MiB.`)
  const { parseSeed } = await import('./parse-seed.ts')
  const { content, mistakes, placeOf } = parseSeed(await readFile(seed, 'utf8'))
  const error = seedErrors(seed, placeOf)
  if (mistakes.length > 0) throw error(mistakes)
  return checked(content, error)
}

/** Makes one error of mistakes. */
type ErrorOf = (mistakes: readonly Mistake[]) => SeedError

const { compare: inOrderOfPlaces } = new Intl.Collator('en', { numeric: true })

/** @param placeOf the line and the column of a path in the file, such as `3:5`. */
const seedErrors =
  (file: string, placeOf?: (path: string) => string): ErrorOf =>
  (mistakes) => {
    const lines = mistakes
      .map(({ path, sentence }) => ({ place: placeOf?.(path) ?? '', sentence }))
      .sort((one, other) => inOrderOfPlaces(one.place, other.place))
      .map(({ place, sentence }) => (placeOf ? `${file}:${place} ${sentence}` : sentence))
    const count = lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`
    return new SeedError([`${file} has ${count}:`, ...lines].join('\n'))
  }

/** @throws SeedError with the mistakes of its form, and with what the use cases refuse of the rest. */
async function checked(content: unknown, error: ErrorOf): Promise<DevSeed> {
  const mistakes = mistakesOfSeed(content)
  if (mistakes.length > 0) throw error([...mistakes, ...(await refusedOfTheRest(content))])
  return devSeed(content as Seed, error)
}

/** What the use cases refuse of a seed with mistakes, as far as it can be judged: it is tried in a database in memory. */
async function refusedOfTheRest(content: unknown): Promise<Mistake[]> {
  const judged = withoutMistakes(content, mistakesOfSeed)
  if (!judged) return []
  const storage = await openStorage({ database: 'sqlite::memory:', clock: systemClock })
  try {
    const seed = judged.seed as Seed
    const refused = await fillSeed(storage, seed, { email: ownerOf(seed), passwordHash: devOwnerHash })
    return refused.map((mistake) => movedTo(judged.pathOf(mistake.path), mistake))
  } finally {
    await storage.close()
  }
}

/** The email with which an owner of the first company signs in. */
const ownerOf = (seed: Seed): string => ownerIn(seed)?.email ?? devOwner.email

function devSeed(seed: Seed, error: ErrorOf): DevSeed {
  const [first] = seed.locations
  if (first === undefined) throw new Error('A seed has a location.')
  const [contact] = first.contacts ?? []
  const owner = { email: ownerOf(seed), password: devOwner.password }
  return {
    token: tokenAt('locations.0.tokens.0', tokensOf(first, 0)[0]?.token),
    locationId: idAt('locations.0', first.id),
    companyId: companyIdOf(seed, first),
    contactId: contact ? idAt('locations.0.contacts.0', contact.id) : '',
    owner,
    async fill(storage) {
      const mistakes = await fillSeed(storage, seed, { email: owner.email, passwordHash: devOwnerHash })
      if (mistakes.length > 0) throw error(mistakes)
    },
  }
}
