import type { Schema } from '../http/documented-schema.ts'
import { ownTurn } from '../lib/own-turn.ts'

/** The names of an OpenAPI document's schemas. */
export interface SchemaNames {
  /** The names of an operation's body and response, by operation id. */
  operations: Readonly<Record<string, { body?: string; answer?: string }>>
  /**
   * The names of parts of responses and bodies, each with one path to it: `get-contact answer.contact`, `search-users
   * answer.users[].roles`, `create-contact 400.meta`. Every schema of the same form in the document gets the name.
   */
  parts: Readonly<Record<string, string>>
  /** The parts that contain themselves, each with the place of the inner one in the outer: `filters[]|0`. */
  recursive: Readonly<Record<string, string>>
}

interface Content {
  schema?: Schema
}

interface Operation {
  operationId: string
  requestBody?: { content?: Record<string, Content> }
  responses?: Record<string, { content?: Record<string, Content> }>
}

interface NamedDocument {
  paths?: Record<string, unknown>
  components?: { schemas?: Record<string, Schema> }
}

/**
 * Moves the named schemas of a document to `components.schemas` and refers to them, so a generated client has a type
 * for each. Names of operations that are not in the document are ignored. Each operation runs in its own turn.
 * @param statusNames the names of the errors: `BadRequest` makes `BadRequestDTO`.
 * @throws Error if one name would have two forms, or a part's path does not exist.
 */
export async function nameSchemas(
  document: NamedDocument,
  names: SchemaNames,
  statusNames: Readonly<Record<string, string>>,
): Promise<void> {
  const components = new Components(document)
  const operations = operationsOf(document)
  closeRecursion(operations, names)
  for (const { requestBody, responses = {} } of operations) {
    // Caches the forms.
    for (const { schema } of [requestBody, ...Object.values(responses)].flatMap(jsonContents)) formOf(schema)
    await ownTurn()
  }
  const nameOfForm = formsOf(operations, names.parts)
  await ownTurn()
  const nameOfError = errorNames(operations, statusNames)
  const refer = (schema: Schema, name?: string) => referTo(schema, name, { components, nameOfForm })
  for (const { operationId, requestBody, responses = {} } of operations) {
    const own = names.operations[operationId]
    for (const content of jsonContents(requestBody)) content.schema = refer(content.schema, own?.body)
    for (const [status, response] of Object.entries(responses)) {
      for (const content of jsonContents(response)) {
        const name = isError(status) ? nameOfError.get(status + formOf(content.schema)) : own?.answer
        content.schema = refer(content.schema, name)
      }
    }
    await ownTurn()
  }
}

/**
 * The names of error forms, by status and form. The most frequent form of a status has the status's name; another one
 * is prefixed with the first operation that returns it.
 */
function errorNames(
  operations: readonly Operation[],
  statusNames: Readonly<Record<string, string>>,
): Map<string, string> {
  const uses = operations.flatMap(({ operationId, responses = {} }) =>
    Object.entries(responses)
      .filter(([status]) => isError(status) && statusNames[status] !== undefined)
      .flatMap(([status, response]) =>
        jsonContents(response).map(({ schema }) => ({ operationId, status, form: status + formOf(schema) })),
      ),
  )
  const found = new Map<string, string>()
  const byForm = [...Map.groupBy(uses, ({ form }) => form).values()].sort((a, b) => b.length - a.length)
  for (const [first] of byForm) {
    if (first === undefined) continue
    const name = `${statusNames[first.status]}DTO`
    const isFree = ![...found.values()].includes(name)
    found.set(first.form, isFree ? name : `${pascal(first.operationId)}${name}`)
  }
  return found
}

class Components {
  readonly #schemas: Record<string, Schema>
  readonly #forms = new Map<string, string>()

  constructor(document: NamedDocument) {
    document.components ??= {}
    document.components.schemas ??= {}
    this.#schemas = document.components.schemas
  }

  /** @throws Error if the name has another form. */
  add(name: string, form: string, make: () => Schema): void {
    const known = this.#forms.get(name)
    if (known === form) return
    if (known !== undefined) throw new Error(`The name ${name} would stand for two different schemas.`)
    this.#forms.set(name, form)
    this.#schemas[name] = make()
  }
}

interface Naming {
  components: Components
  nameOfForm: ReadonlyMap<string, string>
}

/** Replaces named parts of a schema by references. @param name the name of the schema itself. */
function referTo(schema: Schema, name: string | undefined, naming: Naming): Schema {
  const form = formOf(schema)
  const known = name ?? naming.nameOfForm.get(form)
  if (known === undefined || !(hasFields(schema) || isEnum(schema))) return withReferences(schema, naming)
  naming.components.add(known, form, () => withoutOuterWords(withReferences(schema, naming)))
  // The description of a whole body or response belongs to its operation.
  return reference(known, name === undefined ? schema : {})
}

function withReferences(schema: Schema, naming: Naming): Schema {
  const refer = (part: unknown) => (isSchema(part) ? referTo(part, undefined, naming) : part)
  const { properties, items, additionalProperties, ...rest } = schema
  return {
    ...rest,
    ...(isSchema(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, refer(part)])),
    }),
    ...(items !== undefined && { items: refer(items) }),
    ...(additionalProperties !== undefined && { additionalProperties: refer(additionalProperties) }),
    ...Object.fromEntries(
      combinators
        .filter((combinator) => combinator in schema)
        .map((combinator) => [combinator, (schema[combinator] as unknown[]).map(refer)]),
    ),
  }
}

/** OpenAPI 3.0 ignores properties next to a reference, so a description of its own wraps the reference. */
function reference(name: string, { type, description, nullable }: Schema): Schema {
  const to = { $ref: `#/components/schemas/${name}` }
  if (description === undefined && nullable !== true) return to
  return {
    ...(nullable === true && { type, nullable }),
    ...(description !== undefined && { description }),
    allOf: [to],
  }
}

const withoutOuterWords = ({ description: _description, nullable: _nullable, ...schema }: Schema) => schema

/**
 * Two schemas have the same form if they differ only in descriptions, in examples, and in whether the whole may be
 * null.
 */
const formOf = ({ nullable: _nullable, ...schema }: Schema): string => jsonWithoutWords(schema)

/** A schema is looked up again for each schema that contains it. */
const knownForms = new WeakMap<object, string>()

function jsonWithoutWords(value: unknown): string {
  if (!isSchema(value)) return JSON.stringify(value)
  const known = knownForms.get(value)
  if (known !== undefined) return known
  const form = Array.isArray(value)
    ? `[${value.map(jsonWithoutWords).join()}]`
    : `{${Object.entries(value)
        .filter(([key, part]) => part !== undefined && (!words.includes(key) || isSchema(part)))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, part]) => `${JSON.stringify(key)}:${jsonWithoutWords(part)}`)
        .join()}}`
  knownForms.set(value, form)
  return form
}

/** A property may have such a name, too: its value is a schema. */
const words = ['description', 'example']
const combinators = ['anyOf', 'oneOf', 'allOf'] as const

/**
 * Replaces the inner schema of each recursive part by a reference to the outer one. Validation limits the depth with a
 * schema for each level; a client needs one type for all of them.
 */
function closeRecursion(operations: readonly Operation[], { parts, recursive }: SchemaNames): void {
  for (const [name, place] of Object.entries(recursive)) {
    const outer = partAt(operations, parts[name] ?? '')
    if (outer === undefined) continue
    const [, parent = '', key = ''] = /^(.*)(\|\d+)$/.exec(place) ?? []
    const siblings = combinedIn(descend(outer, parent))
    if (siblings === undefined) throw new Error(`The part ${name} has no schema at ${place}.`)
    siblings[Number(key.slice(1))] = { $ref: `#/components/schemas/${name}` }
  }
}

/** The forms of the parts, with their names. */
function formsOf(operations: readonly Operation[], parts: SchemaNames['parts']): Map<string, string> {
  const forms = new Map<string, string>()
  for (const [name, place] of Object.entries(parts)) {
    const schema = partAt(operations, place)
    if (schema !== undefined) forms.set(formOf(schema), name)
  }
  return forms
}

/** The schema at `get-contact answer.contact`, unless the document does not have the operation. */
function partAt(operations: readonly Operation[], place: string): Schema | undefined {
  const [id, path = ''] = place.split(' ')
  const operation = operations.find(({ operationId }) => operationId === id)
  return operation && schemaAt(operation, path)
}

/**
 * @param path `answer.contacts[]`, `body.filters[]|1` (the second of the schemas that are combined there), `400.meta`,
 * `body.dndSettings.*` (any property: the first).
 * @throws Error if the place does not exist.
 */
function schemaAt({ operationId, requestBody, responses = {} }: Operation, path: string): Schema {
  const [, part = '', rest = ''] = /^(\w+)\.?(.*)$/.exec(path) ?? []
  const success = Object.keys(responses).find((status) => !isError(status)) ?? ''
  const source = part === 'body' ? requestBody : responses[part === 'answer' ? success : part]
  const schema = descend(jsonContents(source)[0]?.schema, rest)
  if (!isSchema(schema)) throw new Error(`The document has no schema at ${operationId} ${path}.`)
  return schema
}

function descend(schema: unknown, path: string): unknown {
  const keys = path.split(/\.|(?=\[\])|(?=\|)/).filter((key) => key !== '')
  return keys.reduce((part, key) => (isSchema(part) ? childOf(part, key) : undefined), schema)
}

function childOf(schema: Schema, key: string): unknown {
  if (key === '[]') return schema.items
  if (key.startsWith('|')) {
    return combinedIn(schema)?.[Number(key.slice(1))]
  }
  if (!isSchema(schema.properties)) return undefined
  return key === '*' ? Object.values(schema.properties)[0] : schema.properties[key]
}

const combinedIn = (schema: unknown): unknown[] | undefined =>
  isSchema(schema) ? combinators.map((combinator) => schema[combinator]).find(Array.isArray) : undefined

const isError = (status: string) => status >= '400'

const operationsOf = ({ paths = {} }: NamedDocument): Operation[] =>
  Object.values(paths).flatMap((methods) => Object.values(methods as Record<string, Operation>))

const jsonContents = (part: { content?: Record<string, Content> } | undefined) =>
  Object.entries(part?.content ?? {})
    .filter(([mediaType]) => mediaType === 'application/json')
    .map(([, content]) => content)
    .filter((content): content is { schema: Schema } => content.schema !== undefined)

const hasFields = ({ type, properties }: Schema) => type === 'object' && isSchema(properties)

const isEnum = (schema: Schema) => Array.isArray(schema.enum)

/** `get-contact` → `GetContact`. */
export const pascal = (operationId: string) =>
  operationId.replace(/(?:^|[^A-Za-z0-9])([A-Za-z0-9])/g, (_match, letter: string) => letter.toUpperCase())

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null
