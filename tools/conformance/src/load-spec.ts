import { basename } from 'node:path'
import { Documents } from './documents.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { referenceResolver } from './resolve-references.ts'
import type { Schema } from './schema.ts'
import { SpecError } from './spec-error.ts'

const methods: readonly string[] = ['get', 'put', 'post', 'delete', 'patch']
const maxOperations = 500

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: Schema
}

/** An operation of a file. */
export interface SpecOperation {
  operationId: string
  method: string
  /** `/contacts/{contactId}` */
  path: string
  parameters: Parameter[]
  /** Missing if the operation has none. */
  body?: { required: boolean; schema: Schema; examples: Json[] }
  /** The schema of each declared status; undefined if the file has none. */
  answers: Map<number, Schema | undefined>
  /** The scopes that a token needs; undefined if the file requires no token. */
  scopes: string[] | undefined
  /** Whether the file allows tokens of a company. */
  isOfCompany: boolean
}

/** An OpenAPI file. */
export interface Spec {
  /** Its name, without the folder. */
  file: string
  title: string
  /** The `Version` that it describes. */
  version: string
  operations: SpecOperation[]
}

/**
 * Reads an OpenAPI 3.0 file and what it refers to.
 * @throws SpecError if it can't be used.
 */
export function loadSpec(file: string): Spec {
  const documents = new Documents()
  const { path, document } = documents.open(file)
  if (typeof document.openapi !== 'string' || !document.openapi.startsWith('3.')) {
    throw new SpecError(`${file} is no OpenAPI 3 document.`)
  }
  const resolve = referenceResolver(documents)
  const operations: SpecOperation[] = []
  for (const [route, item] of Object.entries(objectAt(document, 'paths'))) {
    if (!isObject(item)) continue
    const shared = listOf(resolve(item.parameters ?? [], path))
    for (const [method, operation] of Object.entries(item)) {
      if (!methods.includes(method) || !isObject(operation)) continue
      const told = resolve({ security: document.security ?? null, ...operation }, path)
      if (isObject(told)) operations.push(readOperation(told, method, route, shared))
    }
  }
  if (operations.length === 0) throw new SpecError(`${file} describes no operation.`)
  if (operations.length > maxOperations) {
    throw new SpecError(`${file} describes more than ${maxOperations} operations.`)
  }
  const title = objectAt(document, 'info').title
  return {
    file: basename(file),
    title: typeof title === 'string' ? title : '',
    version: operations.map(versionOf).find((version) => version !== '') ?? '',
    operations,
  }
}

/** Reads an operation. Assumes the form of OpenAPI, and ignores anything else. */
function readOperation(told: JsonObject, method: string, path: string, shared: Json[]): SpecOperation {
  const body = told.requestBody
  const media = isObject(body) ? mediaOf(body) : undefined
  const answers = Object.entries(objectAt(told, 'responses')).map(
    ([status, answer]) => [Number(status), isObject(answer) ? mediaOf(answer)?.schema : undefined] as const,
  )
  return {
    operationId: String(told.operationId ?? `${method} ${path}`),
    method: method.toUpperCase(),
    path,
    parameters: [...shared, ...listOf(told.parameters)].filter(isObject).map(readParameter),
    ...(media && { body: { required: isObject(body) && body.required === true, ...media } }),
    answers: new Map(answers),
    scopes: scopesOf(told.security),
    isOfCompany: isOfCompany(told.security),
  }
}

function readParameter(told: JsonObject): Parameter {
  const schema = (isObject(told.schema) ? told.schema : {}) as Schema
  return {
    name: String(told.name),
    in: told.in as Parameter['in'],
    required: told.required === true,
    schema: told.example === undefined ? schema : { ...schema, example: told.example },
  }
}

/** The JSON of a body or a response: its schema, and whole examples of it. */
function mediaOf(told: JsonObject): { schema: Schema; examples: Json[] } | undefined {
  const media = objectAt(told, 'content')['application/json']
  if (!isObject(media)) return undefined
  const named = Object.values(objectAt(media, 'examples')).map((one) =>
    isObject(one) ? one.value : undefined,
  )
  const schema = objectAt(media, 'schema') as Schema
  const examples = [schema.example, media.example, ...named].filter((example) => example !== undefined)
  return { schema, examples }
}

/** The scopes of the first security scheme in the file: HighLevel's files have one. */
function scopesOf(security: Json | undefined): string[] | undefined {
  const [first] = listOf(security)
  if (!isObject(first)) return undefined
  return Object.values(first).flatMap((scopes) => listOf(scopes).map(String))
}

/** HighLevel names the security schemes after the tokens that they allow. */
function isOfCompany(security: Json | undefined): boolean {
  const schemes = listOf(security).flatMap((one) => (isObject(one) ? Object.keys(one) : []))
  return schemes.includes('Agency-Access')
}

function versionOf({ parameters }: SpecOperation): string {
  const header = parameters.find(({ name }) => name === 'Version')
  return String(header?.schema.enum?.[0] ?? '')
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

function objectAt(value: JsonObject, key: string): JsonObject {
  const found = value[key]
  return isObject(found) ? found : {}
}
