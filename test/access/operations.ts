import { type OperationId, operationScopes } from '../../server/src/auth/operation-scopes.ts'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import type { Access } from '../../server/src/http/access.ts'
import { openApiOf } from '../../server/src/http/openapi.ts'
import type { Method, TestServer } from '../support/server.ts'
import { file, type Planted } from './planted.ts'

interface Parameter {
  in: 'path' | 'query' | 'header'
  name: string
  required?: boolean
  schema: { enum?: string[] }
}

interface MediaType {
  examples?: Record<string, { value: Record<string, unknown> }>
  schema: { properties?: Record<string, { example?: unknown }> }
}

interface Documented {
  operationId: OperationId
  parameters?: Parameter[]
  requestBody?: { content: Record<string, MediaType> }
  responses: Record<string, unknown>
}

/** An operation of the API, from the server's OpenAPI document. */
export interface Operation extends Documented {
  method: Method
  /** `/contacts/{contactId}` */
  path: string
  /** The status of success. */
  success: number
  /** The names of the ids in the path, the query and the body. */
  names: ReadonlySet<string>
  scopes: readonly string[]
  tokens: NonNullable<Access['tokens']>
}

/**
 * Every operation in the server's OpenAPI document of the dated versions, and those that only v3 has a path for: new
 * operations are included automatically.
 */
export async function documentedOperations({ app }: TestServer): Promise<Operation[]> {
  await app.ready()
  const dated = operationsOf(await openApiOf(app, 'dated'))
  const known = new Set(dated.map(({ method, path }) => `${method} ${path}`))
  const ofVersion3 = operationsOf(await openApiOf(app, 'v3'))
  return [...dated, ...ofVersion3.filter(({ method, path }) => !known.has(`${method} ${path}`))]
}

function operationsOf(document: object): Operation[] {
  const { paths } = document as { paths: Record<string, Record<string, Documented>> }
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, documented]) => ({
      ...documented,
      method: method.toUpperCase() as Method,
      path,
      success: Number(Object.keys(documented.responses).find((status) => status < '300')),
      names: namesOf(documented),
      scopes: operationScopes[documented.operationId].scopes,
      tokens: operationScopes[documented.operationId].tokens ?? 'any',
    })),
  )
}

function namesOf(operation: Documented): Set<string> {
  const parameters = (operation.parameters ?? []).filter((one) => one.required && one.in !== 'header')
  return new Set([...parameters.map(({ name }) => name), ...Object.keys(bodyOf(operation) ?? {})])
}

/** The first example of the body, or one made from the examples of its properties. */
function bodyOf({ requestBody }: Documented): Record<string, unknown> | undefined {
  const json = requestBody?.content['application/json']
  if (!json) return undefined
  const properties = Object.entries(json.schema.properties ?? {}).map(([name, { example }]) => [
    name,
    example,
  ])
  return Object.values(json.examples ?? {})[0]?.value ?? Object.fromEntries(properties)
}

/** A request, ready for `server.call`. */
export interface SampleRequest {
  url: string
  body: unknown
  headers: Record<string, string | undefined>
}

/**
 * A valid request of an operation for the fixtures.
 * @param serial makes the names of new objects unique.
 * @throws Error if the operation names a kind of object that has no fixture.
 */
export function sampleRequest(
  operation: Operation,
  planted: Planted & { appId: string },
  serial: number,
): SampleRequest {
  const isOfNote = operation.path.includes('/notes/')
  const isOfFolder = operation.path.includes('/folder/')
  const isOfRecurringTask = operation.path.includes('/recurring-tasks/')
  const isOfCustomValue = operation.path.includes('/customValues/')
  const isOfTemplate = operation.path.includes('/templates/')
  const isOfOpportunity = operation.path.startsWith('/opportunities/')
  const isOfBusinesses = operation.path === '/custom-fields/{id}'
  const known: Record<string, string> = {
    ...planted,
    ...(isOfNote && { id: planted.noteId }),
    ...(isOfRecurringTask && { id: planted.recurringTaskId }),
    ...(isOfCustomValue && { id: planted.customValueId }),
    ...(isOfTemplate && { id: planted.templateId }),
    ...(isOfOpportunity && { id: planted.opportunityId }),
    ...(isOfFolder && { id: planted.folderId }),
    ...(isOfBusinesses && { id: planted.businessFieldId }),
    originId: planted.locationId,
    location_id: planted.locationId,
    objectKey: 'business',
  }
  const of = (name: string): string => {
    const value = known[name]
    if (value === undefined) throw new Error(`Nobody plants a ${name} for ${operation.operationId}.`)
    return encodeURIComponent(value)
  }
  const parameters = operation.parameters ?? []
  // This operation requires an email or a number, which the specification can't express.
  const oneOfTwo = operation.operationId === 'get-duplicate-contact' ? 'email' : undefined
  const query = parameters
    .filter(({ in: place, name, required }) => place === 'query' && (required || name === oneOfTwo))
    .map(({ name, schema }) => `${name}=${schema.enum?.[0] ?? of(name)}`)
  const oneOf = (name: string) => parameters.find((parameter) => parameter.name === name)?.schema.enum?.[0]
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => oneOf(name) ?? of(name))
  const version = parameters.find(({ name }) => name === 'Version')?.schema.enum?.[0]
  const [body, headers] = operation.requestBody?.content['multipart/form-data']
    ? file('sample.txt', 'sample')
    : [withPlanted(bodyOf(operation), planted, serial), {}]
  const url = query.length > 0 ? `${path}?${query.join('&')}` : path
  return { url, body, headers: { version, ...headers } }
}

function withPlanted(
  body: Record<string, unknown> | undefined,
  { locationId, companyId, contactId, userId, businessId, folderId, ...planted }: Planted,
  serial: number,
): Record<string, unknown> | undefined {
  if (!body) return undefined
  // Ids of the demo in the examples.
  const json = JSON.stringify(body)
    .replaceAll(demoIds.referenceContact, contactId)
    .replaceAll(demoIds.guideContact, contactId)
    .replaceAll(demoIds.user, userId)
    .replaceAll(demoIds.pipelineStage, planted.pipelineStageId)
    .replaceAll(demoIds.pipeline, planted.pipelineId)
    .replaceAll(demoIds.lostReason, planted.lostReasonId)
    .replaceAll(demoIds.location, locationId)
    .replaceAll('john@deo.com', `john${serial}@deo.com`)
  return {
    ...JSON.parse(json),
    ...('locationId' in body && { locationId }),
    ...('companyId' in body && { companyId }),
    ...('businessId' in body && { businessId }),
    ...('parentId' in body && { parentId: folderId }),
    ...('fieldKey' in body && { fieldKey: `${body.fieldKey}_${serial}` }),
    ...('from' in body && { from: [planted.twinId], fields: { email: planted.twinId } }),
    ...('name' in body && { name: `${body.name} ${serial}` }),
  }
}
