import type { Random } from '../random.ts'
import { type Filter, fieldOf, fits, inOrder, isMeant, type SortKey } from './finding.ts'
import { agree, ask, type World } from './world.ts'

export interface Found {
  contacts: { id: string; searchAfter: unknown[] }[]
  total: number
}

const textFields =
  'firstNameLowerCase lastNameLowerCase city companyName businessName source phone tags additionalPhones'.split(
    ' ',
  )
const wholeFields = 'email country dnd followers additionalEmails'.split(' ')
const sortFields = 'firstNameLowerCase lastNameLowerCase businessName dateAdded dateUpdated email dnd source'
const strangeTexts = ['jane', 'ZO', 'e', 'ωμέγ', '%', '_', 'nobody', 'vip', '+1555', '0', '車', "'"]

/** Search Contacts: a page of the contacts that match filters and words, in an order. */
export async function search(random: Random, world: World): Promise<void> {
  const filters = random.list(0, 2, () => aFilter(random, world, 0))
  const query = random.chance(0.3) ? random.list(1, 2, () => random.pick(strangeTexts)).join(' ') : undefined
  const sort = random.list(0, 2, () => aSortKey(random, world))
  const pageLimit = random.pick([1, 3, 20, 500])
  const page = random.pick([1, 1, 2, 3])
  const body = {
    locationId: world.server.locationId,
    pageLimit,
    page,
    ...(filters.length > 0 && { filters }),
    ...(query !== undefined && { query }),
    ...(sort.length > 0 && { sort }),
  }
  const keys: SortKey[] = sort.length > 0 ? sort : [{ field: 'dateAdded', direction: 'desc' }]
  const ids = [...world.contacts.values()]
    .filter((contact) => filters.every((filter) => fits(contact, filter)))
    .filter((contact) => query === undefined || isMeant(contact, query))
    .sort((a, b) => inOrder(keys, a, b))
    .map(({ person }) => person.id)
  const found = await ask<Found>(world, 200, 'POST', '/contacts/search', body)
  agree(ids.length, found.total)
  const start = (page - 1) * pageLimit
  agree(
    ids.slice(start, start + pageLimit),
    found.contacts.map(({ id }) => id),
  )

  const row = found.contacts.at(-1)
  if (!row) return
  const { page: _page, ...rest } = body
  const next = { ...rest, searchAfter: row.searchAfter }
  const behind = await ask<Found>(world, 200, 'POST', '/contacts/search', next)
  const place = ids.indexOf(row.id) + 1
  agree(
    ids.slice(place, place + pageLimit),
    behind.contacts.map(({ id }) => id),
  )
}

function aSortKey(random: Random, { fields }: World): SortKey {
  const custom = [`customFields.${fields.text}`, `customFields.${fields.number}`]
  return {
    field: random.pick([...sortFields.split(' '), ...custom]),
    direction: random.pick(['asc', 'desc']),
  }
}

function aFilter(random: Random, world: World, depth: number): Filter {
  if (depth < 3 && random.chance(0.2)) {
    return {
      group: random.pick(['AND', 'OR']),
      filters: random.list(1, 3, () => aFilter(random, world, depth + 1)),
    }
  }
  const { text, number, list } = world.fields
  const kind = random.int(0, 5)
  if (kind === 0) {
    const field = random.pick(['dateAdded', 'dateUpdated'])
    const bound = somethingIn(random, world, field) ?? world.server.clock.now()
    return random.chance(0.9)
      ? { field, operator: 'range', value: random.pick([{ gte: bound }, { lt: bound }]) }
      : { field, operator: random.pick(['exists', 'not_exists']) }
  }
  if (kind === 1) {
    const field = `customFields.${number}`
    if (random.chance(0.3))
      return { field, operator: 'range', value: { gte: random.int(-2, 2), lt: random.int(2, 5) } }
    return aCondition(random, field, ['eq', 'not_eq', 'exists', 'not_exists'], random.int(-2, 5))
  }
  const isWhole = kind === 2
  const field = isWhole
    ? random.pick([...wholeFields, `customFields.${list}`, 'id'])
    : random.pick([...textFields, `customFields.${text}`])
  const operators = field === 'id' ? ['eq', 'not_eq'] : ['eq', 'not_eq', 'exists', 'not_exists']
  if (field === 'dnd') return { field, operator: random.pick(['eq', 'not_eq']), value: random.chance(0.5) }
  const has = somethingIn(random, world, field)
  const value = has === undefined || random.chance(0.2) ? random.pick(strangeTexts) : String(has)
  if (isWhole || random.chance(0.5)) return aCondition(random, field, operators, value)
  const letters = [...value]
  const start = random.int(0, letters.length - 1)
  const part = letters.slice(start, start + random.int(1, 4)).join('')
  return { field, operator: random.pick(['contains', 'not_contains']), value: part }
}

function aCondition(random: Random, field: string, operators: string[], value: string | number): Filter {
  const operator = random.pick(operators)
  return operator.endsWith('exists') ? { field, operator } : { field, operator, value }
}

/** The value of some contact in a field. */
function somethingIn(random: Random, { contacts }: World, field: string): string | number | undefined {
  const value = fieldOf(random.pick([...contacts.values()]), field)
  return Array.isArray(value) ? random.pick(value) : value
}
