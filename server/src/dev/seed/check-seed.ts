import type { TSchema } from 'typebox'
import { wordOfKey, wordOfName } from '../../api/custom-fields/custom-field.ts'
import { schemaFormats } from '../../api/schemas/formats.ts'
import { type Formats, placedViolations, type RequestSchema } from '../../http/violations.ts'
import { isRedirectUri } from '../../oauth/app.ts'
import type { Mistake } from './mistakes.ts'
import { locationSeedBody, seedBody } from './seed-schema.ts'

/** Any item of a seed that has not been checked. */
type Item = Record<string, unknown>

const formats: Formats = {
  ...schemaFormats,
  'redirect-uri': {
    matches: isRedirectUri,
    sentence: '$property must be an https URI, an http URI of this machine, or one of a native app',
    isOwn: true,
  },
}

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
    mistakes.push(...mistakesWithin(location))
    const { company } = location.item
    if (typeof company === 'string' && !isAmong(companies, company))
      mistakes.push(unknown(location, 'company', `the seed has no company ${shown(company)}`))
  }
  return mistakes
}

/** All that is wrong with what one location has: see `mistakesOfSeed`. Its users need not be in the seed. */
export function mistakesOfLocationSeed(seed: unknown): Mistake[] {
  const mistakes = violationsIn(locationSeedBody, seed)
  if (!isItem(seed)) return mistakes
  const location = { at: '', item: seed }
  return [...mistakes, ...repeated([itemsOf(location, 'users')], 'id'), ...mistakesWithin(location)]
}

function violationsIn(schema: TSchema, seed: unknown): Mistake[] {
  if (!isItem(seed)) return [{ path: '', sentence: 'a seed must be an object' }]
  const found = placedViolations(schema as object as RequestSchema, seed, formats)
  const isMissing = ({ path }: Mistake) => path !== '' && valueAt(seed, path) === undefined
  // What is missing violates every rule of its property.
  const missing = new Set(found.filter(isMissing).map(({ path }) => path))
  const others = found.filter((violation) => !isMissing(violation))
  return [
    ...others.map(({ path, sentence }) => ({
      path,
      sentence: toldViolation(schema as object as RequestSchema, seed, path, sentence),
    })),
    ...[...missing].map((path) => ({ path, sentence: `${path} is missing` })),
  ]
}

/** A violation as a sentence that says how to repair it. */
function toldViolation(schema: RequestSchema, seed: Item, path: string, sentence: string): string {
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

interface Placed {
  /** Its path with a full stop at the end; empty for the whole seed. */
  at: string
  item: Item
}

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects in a list of an item; none if there is no list. */
function itemsOf({ at, item }: Placed, name: string): Placed[] {
  const list = item[name]
  if (!Array.isArray(list)) return []
  return list.flatMap((one, index) => (isItem(one) ? [{ at: `${at}${name}.${index}.`, item: one }] : []))
}

const shown = (value: unknown) => JSON.stringify(value)

const unknown = ({ at }: Placed, property: string, reason: string): Mistake => ({
  path: `${at}${property}`,
  sentence: `${at}${property}: ${reason}`,
})

/** Values of a property that occur twice in a list. */
function repeated(lists: readonly (readonly Placed[])[], property: string): Mistake[] {
  return lists
    .flatMap((list) => {
      const seen = new Set<unknown>()
      return list.filter(({ item }) => {
        const value = item[property]
        const isKnown = typeof value === 'string' && seen.has(value)
        seen.add(value)
        return isKnown
      })
    })
    .map((placed) => unknown(placed, property, `${shown(placed.item[property])} occurs twice`))
}

/** Whether a name or an id is that of one of the items. */
const isAmong = (list: readonly Placed[], reference: unknown): boolean => find(list, reference) !== undefined

const find = (list: readonly Placed[], reference: unknown): Placed | undefined =>
  list.find(({ item }) => [item.id, item.name].includes(reference))

function mistakesWithin(location: Placed): Mistake[] {
  const contacts = itemsOf(location, 'contacts')
  const pipelines = itemsOf(location, 'pipelines')
  const opportunities = contacts.flatMap((contact) => itemsOf(contact, 'opportunities'))
  const notes = contacts.flatMap((contact) => itemsOf(contact, 'notes'))
  const tasks = contacts.flatMap((contact) => itemsOf(contact, 'tasks'))
  const own = ['customFields', 'customValues', 'lostReasons'].map((name) => itemsOf(location, name))
  const stages = pipelines.flatMap((pipeline) => itemsOf(pipeline, 'stages'))
  return [
    ...repeated(
      [...own, itemsOf(location, 'tags'), pipelines, stages, contacts, opportunities, notes, tasks],
      'id',
    ),
    ...fieldMistakes(location, contacts, 'contact'),
    ...fieldMistakes(location, opportunities, 'opportunity'),
    ...opportunities.flatMap((opportunity) => opportunityMistakes(location, pipelines, opportunity)),
    ...[...contacts, ...opportunities, ...tasks].flatMap((one) => userMistakes(location, one, 'assignedTo')),
    ...notes.flatMap((one) => userMistakes(location, one, 'userId')),
  ]
}

const plurals = { contact: 'contacts', opportunity: 'opportunities' } as const

/** Custom fields that the location does not have. */
function fieldMistakes(location: Placed, holders: readonly Placed[], model: keyof typeof plurals): Mistake[] {
  const fields = itemsOf(location, 'customFields').filter(({ item }) => (item.model ?? 'contact') === model)
  const names = new Set(fields.flatMap(({ item }) => [item.id, keyOf(item)]))
  return holders.flatMap((holder) =>
    itemsOf(holder, 'customFields').flatMap((sent) => {
      const property = sent.item.id ? 'id' : 'key'
      const value = sent.item[property]
      const named = property === 'key' && typeof value === 'string' ? value.replace(`${model}.`, '') : value
      if (typeof named !== 'string' || names.has(named)) return []
      return [
        unknown(sent, property, `the location has no custom field ${shown(value)} of ${plurals[model]}`),
      ]
    }),
  )
}

/** The key of a custom field, without its model. */
const keyOf = ({ fieldKey, name }: Item): string =>
  typeof fieldKey === 'string' && fieldKey !== '' ? wordOfKey(fieldKey) : wordOfName(String(name).trim())

function opportunityMistakes(location: Placed, pipelines: readonly Placed[], opportunity: Placed): Mistake[] {
  const { pipeline, stage, lostReason } = opportunity.item
  const mistakes = []
  const found = find(pipelines, pipeline)
  if (typeof pipeline === 'string' && found === undefined)
    mistakes.push(unknown(opportunity, 'pipeline', `the location has no pipeline ${shown(pipeline)}`))
  if (typeof stage === 'string' && found !== undefined && !isAmong(itemsOf(found, 'stages'), stage))
    mistakes.push(
      unknown(opportunity, 'stage', `the pipeline ${shown(pipeline)} has no stage ${shown(stage)}`),
    )
  if (typeof lostReason === 'string' && !isAmong(itemsOf(location, 'lostReasons'), lostReason))
    mistakes.push(unknown(opportunity, 'lostReason', `the location has no lost reason ${shown(lostReason)}`))
  return mistakes
}

/** A user whom the location does not have. A note's author may be the location. */
function userMistakes(location: Placed, holder: Placed, property: 'assignedTo' | 'userId'): Mistake[] {
  const named = holder.item[property]
  if (typeof named !== 'string' || named === '' || location.at === '') return []
  const users = itemsOf(location, 'users').flatMap(({ item }) => [item.id, item.email])
  if (users.includes(named) || (property === 'userId' && named === location.item.id)) return []
  return [unknown(holder, property, `the location has no user ${shown(named)}`)]
}
