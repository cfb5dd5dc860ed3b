import type { TSchema } from 'typebox'
import { placedViolations, type RequestSchema } from '../../http/violations.ts'
import { mistakesInLocation } from './check-references.ts'
import { locationSeedBody } from './location-seed-schema.ts'
import type { Mistake } from './mistakes.ts'
import { find, type Item, isItem, itemsOf, mistakeAt, repeated, shown } from './placed.ts'
import { seedBody } from './seed-schema.ts'
import { seedFormats } from './seed-values.ts'

/** All that is wrong with a seed: its form, ids that occur twice, and references to items that it does not have. */
export function mistakesOfSeed(seed: unknown): Mistake[] {
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
      sentence: repairSentence(schema as object as RequestSchema, seed, path, sentence),
    })),
    ...[...missing].map((path) => ({ path, sentence: `${path} is missing` })),
  ]
}

/** A violation as a sentence that says how to repair it. */
function repairSentence(schema: RequestSchema, seed: Item, path: string, sentence: string): string {
  if (sentence.endsWith(' must be either object or array')) return `${path} must be an object`
  return `${sentence}${hintOf(schema, seed, path, sentence)}`
}

/** The most values that a hint lists. */
const maxListed = 30

/** How to repair a violation; empty if the sentence says enough. */
function hintOf(schema: RequestSchema, seed: Item, path: string, sentence: string): string {
  if (sentence.endsWith(' must be a string') && isUnquoted(valueAt(seed, path))) return ': put it in quotes'
  if (!sentence.endsWith(' must be a valid enum value')) return ''
  const { enum: values, items } = schemaAt(schema, path) ?? {}
  const allowed = values ?? items?.enum ?? []
  const wrong = [valueAt(seed, path)].flat().filter((value) => !allowed.includes(value) && !isItem(value))
  const hint = [
    ...(wrong.length > 0 ? [`not ${wrong.map(shown).join(', ')}`] : []),
    ...(allowed.length <= maxListed ? [`one of ${allowed.join(', ')}`] : []),
  ]
  return hint.length > 0 ? `: ${hint.join(', but ')}` : ''
}

const schemaAt = (schema: RequestSchema, path: string): RequestSchema | undefined =>
  path.split('.').reduce<RequestSchema | undefined>((at, name) => at?.items ?? at?.properties?.[name], schema)

/** Whether YAML reads a text without quotes as such a value: a phone, a postal code, `yes`. */
const isUnquoted = (value: unknown) => typeof value === 'number' || typeof value === 'boolean'

const valueAt = (seed: Item, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Item | undefined)?.[name], seed)
