import { isObject } from '../../tools/conformance/src/json.ts'
import { Planted, type Template } from '../../tools/conformance/src/template.ts'
import type { Random } from './random.ts'
import type { Step, Twist } from './step.ts'
import type { Things } from './things.ts'

/** The path to a value inside another. */
type Way = readonly (string | number)[]

const strangeIds = [
  'aaaaaaaaaaaaaaaaaaaa',
  'x',
  'undefined',
  '__proto__',
  '%00',
  '\u0000',
  'ä ö/ü',
  '1; DROP TABLE contacts',
  '{contactId}',
  'a'.repeat(1001),
]
const strangeTexts = [
  '\u0000',
  'a\uD800b',
  '\uDC00',
  'x'.repeat(300),
  'x'.repeat(70_000),
  '\u0301'.repeat(50),
]
const strangeNumbers = [-1, 0, 0.5, -0, 1e21, 1e-9, 2 ** 53, -(2 ** 63), 501, 10_001]
const strangeValues: readonly Template[] = [
  ...[7, 'nonsense', true, false, null, '', [], {}, [null], [[]], { nonsense: 1 }, ['nonsense']],
  ...strangeTexts,
  ...strangeNumbers,
]
const strangeNames = ['nonsense', '__proto__', 'constructor', 'id', 'locationId', '', 'a\uD800']
const strangeQueries = [
  '',
  ' ',
  '-1',
  '0',
  '1e9',
  'NaN',
  '99999999999999999999',
  'ä',
  '\u0000',
  '[object Object]',
  'true',
]
const strangeVersions = ['', '1999-01-01', '2021-07-28 ', 'V3', 'v3', 'v4', '2021-07-28', '2021-04-15, v3']
const strangeTypes = ['text/plain', 'application/xml', 'application/json; charset=latin1', 'nonsense', '']
const twists: readonly Twist[] = [
  ...(['cut', 'list', 'text', 'number', 'huge number', 'twice', 'deep', 'long', 'empty'] as const),
]

/** Makes one or two invalid changes to a request. The result may still be valid by chance. */
export function spoil(random: Random, things: Things, step: Step): void {
  const ways = waysOf(random, things, step)
  for (const _ of random.list(1, random.chance(0.2) ? 2 : 1, () => undefined)) {
    step.spoiled.push(random.pick(ways)())
  }
}

/** The possible changes. Each returns its description. */
function waysOf(random: Random, things: Things, step: Step): (() => string)[] {
  const ways = [() => inHeaders(random, step), () => inCaller(random, step)]
  ways.push(() => inQuery(random, step))
  if (Object.keys(step.path).length > 0) {
    ways.push(...[1, 2].map(() => () => inPath(random, things, step)))
  }
  if (step.body !== undefined) {
    ways.push(...[1, 2, 3, 4, 5].map(() => () => inBody(random, things, step)))
    ways.push(() => inText(random, step))
  }
  return ways
}

function inBody(random: Random, things: Things, step: Step): string {
  const { body = null } = step
  const ways = waysInto(body)
  const way = random.pick(ways)
  const where = way.join('.')
  const change = random.int(0, 9)
  if (change < 5) {
    step.body = replaced(body, way, () => random.pick(strangeValues))
    return `another value in body.${where}`
  }
  if (change < 7) {
    step.body = replaced(body, way, () => undefined)
    return `no body.${where}`
  }
  if (change < 9) {
    const objects = ways.filter((one) => isPlainObject(valueAt(body, one)))
    if (objects.length === 0) return 'nothing'
    const name = random.pick(strangeNames)
    step.body = replaced(body, random.pick(objects), (value) => ({
      ...(value as Record<string, Template>),
      // As an own property, even if it is named like the prototype.
      [name]: random.pick(strangeValues),
    }))
    return `a property ${name}`
  }
  const dead = deadThings(things)
  step.body = replaced(body, way, () => (dead.length > 0 ? random.pick(dead) : 'aaaaaaaaaaaaaaaaaaaa'))
  return `something deleted in body.${where}`
}

function inText(random: Random, step: Step): string {
  if (random.chance(0.4)) {
    step.contentType = random.pick(strangeTypes)
    return `as ${step.contentType || 'no type'}`
  }
  step.twist = random.pick(twists)
  return `its text: ${step.twist}`
}

function inPath(random: Random, things: Things, step: Step): string {
  const name = random.pick(Object.keys(step.path))
  const dead = deadThings(things)
  const others = [...dead, ...dead, ...things.of('contactId').map(({ key }) => new Planted(key))]
  const isOfOther = others.length > 0 && random.chance(0.6)
  step.path[name] = isOfOther ? random.pick(others) : random.pick(strangeIds)
  return `another ${name} in the path`
}

function inQuery(random: Random, step: Step): string {
  const names = Object.keys(step.query)
  const name = names.length > 0 && random.chance(0.8) ? random.pick(names) : random.pick(strangeNames)
  if (name in step.query && random.chance(0.3)) {
    delete step.query[name]
    return `no query.${name}`
  }
  const value = random.pick(strangeQueries)
  step.query[name] = random.chance(0.2) ? [value, value] : value
  return `another query.${name}`
}

function inHeaders(random: Random, step: Step): string {
  if (random.chance(0.3)) {
    delete step.headers.version
    return 'no version'
  }
  step.headers.version = random.pick(strangeVersions)
  return `version ${step.headers.version}`
}

function inCaller(random: Random, step: Step): string {
  step.caller = random.pick(['stranger', 'stranger', 'nobody', 'company', 'location'])
  return `as ${step.caller}`
}

const deadThings = (things: Things) =>
  ['contactId', 'noteId', 'taskId', 'businessId', 'tagId', 'customFieldId', 'madeLocationId'].flatMap(
    (kind) => things.of(kind, false).map(({ key }) => new Planted(key)),
  )

const isPlainObject = (value: Template | undefined): boolean => isObject(value) && !(value instanceof Planted)

/** The paths to all values inside a value, itself first. */
function waysInto(value: Template, way: Way = []): Way[] {
  if (Array.isArray(value)) {
    return [way, ...value.flatMap((item, index) => waysInto(item, [...way, index]))]
  }
  if (!isPlainObject(value)) return [way]
  return [way, ...Object.entries(value as object).flatMap(([key, item]) => waysInto(item, [...way, key]))]
}

function valueAt(value: Template, way: Way): Template | undefined {
  let at: Template | undefined = value
  for (const step of way) at = (at as Record<string | number, Template>)[step]
  return at
}

/** A copy with another value at a path; undefined removes it. */
function replaced(value: Template, way: Way, by: (value: Template) => Template | undefined): Template {
  const [first, ...rest] = way
  if (first === undefined) return by(value) ?? {}
  const changed = (item: Template) => (rest.length > 0 ? replaced(item, rest, by) : by(item))
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === first ? changed(item) : item)).filter(isThere)
  }
  const entries = Object.entries(value as Record<string, Template>)
    .map(([key, item]) => [key, key === first ? changed(item) : item] as const)
    .filter(([, item]) => isThere(item))
  return Object.fromEntries(entries) as Template
}

const isThere = (item: Template | undefined): item is Template => item !== undefined
