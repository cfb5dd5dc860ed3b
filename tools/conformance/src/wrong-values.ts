import type { GoodValues, Owned } from './good-values.ts'
import { withProperty } from './good-values.ts'
import { alternativesOf, type Schema, shapeOf } from './schema.ts'
import type { Template } from './template.ts'

const maxDepth = 6
/** The maximum number of invalid values per schema. */
const maxValues = 1000

/** An invalid value for a schema, with its error. */
export interface WrongValue {
  value: Template
  /** The path to the error: `.dndSettings.Call.status`; empty for the value itself. */
  place: string
  /** `a number`, `missing`, `unknown` */
  what: string
}

const samples: readonly [what: string, value: Template][] = [
  ['a number', 7],
  ['a text', 'conformance-nonsense'],
  ['a boolean', true],
  ['an object', { conformance: 'nonsense' }],
  ['a list', ['conformance-nonsense']],
  ['null', null],
]

/** The name of a property that no schema has. */
const unknownName = 'conformanceNonsense'

/** Generates invalid values for a schema, each with one error. */
export function wrongValues(good: GoodValues, schema: Schema, owned: Owned): WrongValue[] {
  const byText = new Map(candidates(good, schema, owned, 0).map((one) => [JSON.stringify(one.value), one]))
  return [...byText.values()]
    .filter(({ what, value }) => what === 'unknown' || !good.takes(schema, value))
    .slice(0, maxValues)
}

/** Some are valid after all: one alternative may allow what another does not. */
function candidates(good: GoodValues, schema: Schema, owned: Owned, depth: number): WrongValue[] {
  if (depth > maxDepth) return []
  if (schema.anyOf || schema.oneOf) {
    return alternativesOf(schema).flatMap((one) => candidates(good, one, owned, depth + 1))
  }
  const values: WrongValue[] = samples.map(([what, value]) => ({ value, place: '', what }))
  if (schema.maxLength !== undefined) {
    values.push({ value: 'x'.repeat(schema.maxLength + 1), place: '', what: 'too long' })
  }
  for (const item of schema.items ? candidates(good, schema.items, owned, depth + 1) : []) {
    values.push({ ...item, value: [item.value], place: `[]${item.place}` })
  }
  return [...values, ...wrongObjects(good, schema, owned, depth)]
}

function wrongObjects(good: GoodValues, schema: Schema, owned: Owned, depth: number): WrongValue[] {
  const shape = shapeOf(schema)
  if (!shape || Object.keys(shape.properties).length === 0) return []
  const minimal = good.value(schema, owned, 'minimal')
  const owner = schema.name ?? owned.owner
  const values = Object.entries(shape.properties).flatMap(([name, property]) =>
    candidates(good, property, { owner, name }, depth + 1).map(({ value, place, what }) => ({
      value: withProperty(minimal, name, value),
      place: `.${name}${place}`,
      what,
    })),
  )
  for (const name of shape.required) {
    const { [name]: _, ...rest } = minimal as Record<string, Template>
    values.push({ value: rest, place: `.${name}`, what: 'missing' })
  }
  const nonsense = withProperty(minimal, unknownName, 'nonsense')
  return [...values, { value: nonsense, place: `.${unknownName}`, what: 'unknown' }]
}
