import type { Parameter, SpecOperation } from '../../tools/conformance/src/load-spec.ts'
import { parametersIn, plantedName } from '../../tools/conformance/src/request-parts.ts'
import { alternativesOf, type Schema, shapeOf } from '../../tools/conformance/src/schema.ts'
import { Planted, type Template } from '../../tools/conformance/src/template.ts'
import type { Random } from './random.ts'
import type { Caller, Step } from './step.ts'
import { type Surface, tokensOf } from './surfaces.ts'
import { oddTexts, textNamed } from './texts.ts'
import { isTracked, type Thing, type Things } from './things.ts'

const maxDepth = 8

/** What a property or a parameter refers to, if its own name does not say so. */
const kinds: Readonly<Record<string, string>> = {
  assignedTo: 'userId',
  assignedUserId: 'userId',
  followers: 'userId',
  owners: 'userId',
  contacts: 'contactId',
  contactIds: 'contactId',
  ids: 'contactId',
  startAfterId: 'contactId',
  locationIds: 'locationId',
  originId: 'locationId',
  parentId: 'folderId',
  location_id: 'locationId',
  pipeline_id: 'pipelineId',
  pipeline_stage_id: 'pipelineStageId',
  contact_id: 'contactId',
  assigned_to: 'userId',
}

/** Creates the next request of a story: valid by the document, for existing objects. */
export function goodStep(random: Random, things: Things, surface: Surface, number: number): Step {
  const operation = random.pick(surface.operations.filter((one) => canBeAsked(things, one)))
  const values = new GoodValues(random, things)
  const isOfCompany = tokensOf(operation) === 'company'
  const headers: Record<string, string> = {}
  if (operation.parameters.some(({ name }) => name === 'Version')) {
    headers.version = random.pick(surface.versions)
  }
  const query = parametersIn(operation, 'query').filter(({ required }) => required || random.chance(0.4))
  const { body } = operation
  return {
    number,
    operation,
    caller: tokensOf(operation) === 'location' ? 'location' : isOfCompany ? 'company' : callerOf(random),
    headers,
    path: values.path(operation, isOfCompany),
    query: Object.fromEntries(query.map((one) => [one.name, values.value(one.schema, one.name)])),
    ...(body && (body.required || random.chance(0.7)) && { body: values.value(body.schema, 'body') }),
    contentType: 'application/json',
    spoiled: [],
    hasTrailingSlash: random.chance(0.1),
    advanceMs: random.chance(0.5) ? 0 : random.int(1, 100_000),
  }
}

/** Whether the objects of its path exist. */
function canBeAsked(things: Things, operation: SpecOperation): boolean {
  const isOfCompany = tokensOf(operation) === 'company'
  const kinds = parametersIn(operation, 'path').map((one) => kindInPath(operation, one, isOfCompany))
  return kinds.every((kind) => !isTracked(kind) || things.of(kind).length > 0)
}

const callerOf = (random: Random): Caller => (random.chance(0.1) ? 'company' : 'location')

/** Valid values of a schema, and ids of existing objects. */
class GoodValues {
  readonly #random: Random
  readonly #things: Things

  constructor(random: Random, things: Things) {
    this.#random = random
    this.#things = things
  }

  /** The objects that a path names; a note with its contact. */
  path(operation: SpecOperation, isOfCompany: boolean): Record<string, Template> {
    const named = parametersIn(operation, 'path').map((parameter) => {
      const kind = kindInPath(operation, parameter, isOfCompany)
      return { parameter, kind, thing: this.#thing(kind) }
    })
    const on = named.map(({ thing }) => thing?.on).find((value) => value !== undefined)
    const owner = on === undefined ? undefined : this.#things.find(on)
    return Object.fromEntries(
      named.map(({ parameter, kind, thing }) => {
        const one = owner?.kind === kind ? owner : thing
        return [parameter.name, one ? new Planted(one.key) : this.value(parameter.schema, parameter.name)]
      }),
    )
  }

  /** A value of a schema. @param name of the property or parameter. */
  value(schema: Schema, name: string, parent = '', depth = 0): Template {
    const random = this.#random
    const kind = parent === 'customFields' && name === 'id' ? 'customFieldId' : (kinds[name] ?? name)
    if (schema.type === 'array' && schema.items) {
      const { items } = schema
      const least = schema.minItems ?? (random.chance(0.1) ? 0 : 1)
      const length = Math.min(least + random.int(0, 2), schema.maxItems ?? 3)
      return random.list(length, length, () => this.value(items, name, parent, depth + 1))
    }
    const thing = schema.type === 'string' || schema.type === undefined ? this.#thing(kind) : undefined
    if (thing) return new Planted(thing.key)
    if (schema.nullable && random.chance(0.08)) return null
    const alternative = random.pick(alternativesOf(schema))
    if (alternative !== schema) return this.value(alternative, name, parent, depth)
    if (schema.enum) return random.pick(schema.enum)
    const shape = shapeOf(schema)
    if (shape && depth < maxDepth) {
      const all = Object.keys(shape.properties)
      const wanted = all.filter((one) => shape.required.has(one) || random.chance(0.3))
      return Object.fromEntries(
        wanted.map((one) => [one, this.value(shape.properties[one] ?? {}, one, name, depth + 1)]),
      )
    }
    return this.#plain(schema, name)
  }

  #plain({ type, minimum, maximum, minLength = 0, maxLength = 40, example }: Schema, name: string): Template {
    const random = this.#random
    switch (type) {
      case 'boolean':
        return random.chance(0.5)
      case 'integer':
      case 'number':
        return random.int(minimum ?? 0, Math.min(maximum ?? 100, 100))
      case 'object':
        return {}
      case 'string': {
        if (typeof example === 'string' && random.chance(0.2)) return example
        const text = textNamed(random, name) ?? random.pick(oddTexts)
        return [...text.padEnd(minLength, 'x')].slice(0, maxLength).join('')
      }
      default:
        return random.pick<Template>([example ?? 'any', 'vip', 7, true, ['vip'], { gte: '2024-01-01' }])
    }
  }

  /** An object of a kind, usually one of the latest. */
  #thing(kind: string): Thing | undefined {
    const all = this.#things.of(kind)
    if (all.length === 0) return undefined
    return this.#random.pick(this.#random.chance(0.7) ? all.slice(-4) : all)
  }
}

/** The kind that a path parameter names. @param isOfCompany whether it is for companies, which create locations. */
export function kindInPath(operation: SpecOperation, parameter: Parameter, isOfCompany: boolean): string {
  const { path } = operation
  if (parameter.name === 'id' && path.includes('/customFields/')) return 'customFieldId'
  if (parameter.name === 'id' && path === '/custom-fields/{id}') return 'businessFieldId'
  if (parameter.name === 'locationId' && isOfCompany) return 'madeLocationId'
  return plantedName(operation, parameter)
}
