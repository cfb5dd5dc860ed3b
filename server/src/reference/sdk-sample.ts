import { inspect } from 'node:util'
import type { VersionKind } from '../http/version-header.ts'
import type { Parameter } from './share-parameters.ts'

/** The data of an operation for its sample: its part of the OpenAPI document, with the parameters resolved. */
export interface SampledOperation {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> }
}

/** The services of the official SDK, by the first path segment of their operations. */
const services: Record<string, string> = {
  businesses: 'businesses',
  campaigns: 'campaigns',
  companies: 'companies',
  contacts: 'contacts',
  'custom-fields': 'customFields',
  locations: 'locations',
  users: 'users',
  workflows: 'workflows',
}

/** SDK methods with other names than the operations here. */
const methods: Partial<Record<string, string>> = {
  'create-custom-field-of-object': 'createCustomField',
  'update-custom-field-of-object': 'updateCustomField',
  'delete-custom-field-of-object': 'deleteCustomField',
}

/** Operations that HighLevel serves, but that neither its specification nor its SDK has. */
const notInSdk: ReadonlySet<string> = new Set(['search-custom-fields'])

/**
 * A call of an operation with HighLevel's official SDK, as a module that runs once a token is filled in. The SDK
 * names its methods after the operation ids of HighLevel's specification.
 * @param origin of the server that it calls.
 * @returns undefined if the SDK has no such method.
 */
export function sdkSample(
  origin: string,
  path: string,
  operation: SampledOperation,
  kind: VersionKind,
): string | undefined {
  const service = services[path.split('/')[1] ?? '']
  if (service === undefined || notInSdk.has(operation.operationId)) return undefined
  const { preparation, args } = callOf(operation)
  const options = { privateIntegrationToken: 'YOUR_SECRET_TOKEN', ...(kind === 'v3' && { apiVersion: 'v3' }) }
  return `import { HighLevel } from '@gohighlevel/api-client'

const ghl = new HighLevel(${literal(options)})
ghl.getHttpClient().defaults.baseURL = ${literal(origin)}
${preparation}
const response = await ghl.${service}.${methodOf(operation.operationId)}(${args.join(', ')})
console.log(response)
`
}

/** The arguments: the parameters, if any, and the body. */
function callOf({ parameters = [], requestBody }: SampledOperation) {
  const named = ['path', 'query'].flatMap((place) => parameters.filter((parameter) => parameter.in === place))
  const params = named.map(({ name, schema }) => [name, schema.example] as const)
  const args = params.length > 0 ? [literal(Object.fromEntries(params))] : []
  if (requestBody?.content['multipart/form-data']) {
    return {
      preparation: form,
      args: [...args, 'form', "{ headers: { 'Content-Type': 'multipart/form-data' } }"],
    }
  }
  const [example] = Object.values(requestBody?.content['application/json']?.examples ?? {})
  return { preparation: '', args: example ? [...args, literal(example.value)] : args }
}

const form = `
const form = new FormData()
form.append('file', new Blob(['Hello']), 'hello.txt')
`

/** `upload-file-customFields` → `uploadFileCustomFields`, `GET-all` → `gETAll`. */
const methodOf = (operationId: string) =>
  methods[operationId] ??
  operationId
    .replace(/^\w/, (letter) => letter.toLowerCase())
    .replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())

/** A value as a JavaScript literal. */
const literal = (value: unknown) =>
  inspect(value, { depth: null, breakLength: 72, maxArrayLength: null, maxStringLength: null })
