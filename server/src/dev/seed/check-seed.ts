import type { TSchema } from 'typebox'
import { placedViolations, type RequestSchema } from '../../http/violations.ts'
import { repairSentence, valueAt } from '../repair-sentence.ts'
import { mistakesInLocation } from './check-references.ts'
import { locationSeedBody } from './location-seed-schema.ts'
import type { Mistake } from './mistakes.ts'
import { find, isItem, itemsOf, mistakeAt, repeated, shown } from './placed.ts'
import { seedBody } from './seed-schema.ts'
import { seedFormats } from './seed-values.ts'
import { mistakesOfValues } from './survey-seed.ts'

/** All that is wrong with a seed: its form, ids that occur twice, and references to items that it does not have. */
export function mistakesOfSeed(seed: unknown): Mistake[] {
  const unfit = mistakesOfValues(seed)
  if (unfit.length > 0) return unfit
  const mistakes = violationsIn(seedBody, seed)
  if (!isItem(seed)) return mistakes
  const whole = { at: '', item: seed }
  const companies = itemsOf(whole, 'companies')
  const locations = itemsOf(whole, 'locations')
  const tokens = [...companies, ...locations].flatMap((owner) => itemsOf(owner, 'tokens'))
  mistakes.push(
    ...repeated([companies], 'id'),
    ...repeated([locations], 'id'),
    ...repeated([locations.flatMap((location) => itemsOf(location, 'users'))], 'id'),
    ...repeated([tokens], 'id'),
    ...repeated([tokens], 'token'),
    ...repeated([itemsOf(whole, 'apps')], 'clientId'),
  )
  for (const location of locations) {
    mistakes.push(...mistakesInLocation(location))
    const { company } = location.item
    if (typeof company === 'string' && find(companies, company) === undefined)
      mistakes.push(mistakeAt(location, 'company', `the seed has no company ${shown(company)}`))
  }
  return mistakes
}

/** All that is wrong with what one location has: see `mistakesOfSeed`. Its users need not be in the seed. */
export function mistakesOfLocationSeed(seed: unknown): Mistake[] {
  const unfit = mistakesOfValues(seed)
  if (unfit.length > 0) return unfit
  const mistakes = violationsIn(locationSeedBody, seed)
  if (!isItem(seed)) return mistakes
  const location = { at: '', item: seed }
  return [...mistakes, ...repeated([itemsOf(location, 'users')], 'id'), ...mistakesInLocation(location)]
}

function violationsIn(schema: TSchema, seed: unknown): Mistake[] {
  if (!isItem(seed)) return [{ path: '', sentence: 'a seed must be an object' }]
  const found = placedViolations(schema as object as RequestSchema, seed, seedFormats)
  const isMissing = ({ path }: Mistake) => path !== '' && valueAt(seed, path) === undefined
  // What is missing violates every rule of its property.
  const missing = new Set(found.filter(isMissing).map(({ path }) => path))
  const others = found.filter((violation) => !isMissing(violation))
  return [
    ...others.map(({ path, sentence }) => ({
      path,
      sentence: repairSentence(schema as object as RequestSchema, seed, { path, sentence }),
    })),
    ...[...missing].map((path) => ({ path, sentence: `${path} is missing` })),
  ]
}
