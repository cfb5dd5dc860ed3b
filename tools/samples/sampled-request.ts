import { tokenPlaceholder } from './origin-markers.ts'

/** The parts of an OpenAPI document that samples are made from. */
export interface SampledDocument {
  paths: Record<string, Record<string, SampledOperation>>
  components: { parameters?: Record<string, Parameter> }
}

interface SampledOperation {
  operationId: string
  security?: object[]
  parameters?: (Parameter | { $ref: string })[]
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> }
}

interface Parameter {
  in: string
  name: string
  required?: boolean
  schema: { example?: unknown; enum?: unknown[] }
}

type Values = readonly (readonly [name: string, value: unknown])[]

/** The file that the sample of an upload sends. */
export const sampleFile = { part: 'file', name: 'hello.txt', text: 'Hello' }

/** An operation with the values of its examples. */
export interface SampledRequest {
  operationId: string
  /** In capital letters. */
  method: string
  /** With the names of its parameters: `/contacts/{contactId}`. */
  path: string
  pathValues: Values
  queryValues: Values
  headers: Readonly<Record<string, string>>
  /** Undefined for none; `'file'` for a form with the sample file. */
  body: { json: unknown } | 'file' | undefined
}

/** The request of every operation of a document. */
export const sampledRequests = (document: SampledDocument): SampledRequest[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      sampledRequest(document, path, method.toUpperCase(), operation),
    ),
  )

function sampledRequest(
  { components }: SampledDocument,
  path: string,
  method: string,
  { operationId, security = [], parameters = [], requestBody }: SampledOperation,
): SampledRequest {
  const resolved = parameters.map((one) => ('$ref' in one ? referenced(components, one.$ref) : one))
  const valuesIn = (place: string) =>
    resolved
      .filter((parameter) => parameter.in === place)
      .map((parameter) => [parameter.name, exampleOf(parameter)] as const)
      .filter(([, value]) => value !== undefined)
  const body = bodyOf(requestBody)
  const headers = {
    ...(typeof body === 'object' && { 'Content-Type': 'application/json' }),
    Accept: 'application/json',
    ...(security.length > 0 && { Authorization: `Bearer ${tokenPlaceholder}` }),
    ...Object.fromEntries(valuesIn('header').map(([name, value]) => [name, String(value)])),
  }
  return {
    operationId,
    method,
    path,
    pathValues: valuesIn('path'),
    queryValues: valuesIn('query'),
    headers,
    body,
  }
}

function referenced({ parameters = {} }: SampledDocument['components'], reference: string): Parameter {
  const parameter = parameters[reference.slice(reference.lastIndexOf('/') + 1)]
  if (parameter === undefined) throw new Error(`The document has no ${reference}.`)
  return parameter
}

const exampleOf = ({ required, schema }: Parameter): unknown =>
  schema.example ?? (required ? schema.enum?.[0] : undefined)

function bodyOf(requestBody: SampledOperation['requestBody']): SampledRequest['body'] {
  if (requestBody?.content['multipart/form-data']) return 'file'
  const [example] = Object.values(requestBody?.content['application/json']?.examples ?? {})
  return example && { json: example.value }
}

/** The path and query of a request. Each character that any language or server treats specially is escaped. */
export function targetOf({ path, pathValues, queryValues }: SampledRequest): string {
  const values = new Map(pathValues)
  const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) => escaped(values.get(name)))
  return queryValues.length === 0 ? filled : `${filled}?${searchOf(queryValues)}`
}

const searchOf = (values: Values): string =>
  values.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')

const escaped = (value: unknown): string =>
  encodeURIComponent(String(value)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
