import { inspect } from 'node:util'
import type { VersionKind } from '../http/version-header.ts'

/** What a sample needs to know of an operation: its part of the OpenAPI document. */
export interface DocumentedOperation {
  operationId: string
  parameters?: { in: string; name: string; required?: boolean; schema: { example?: unknown } }[]
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> }
}

/** The parts of the official SDK, by the first segment of the paths that they call. */
const services: Record<string, string> = {
  businesses: 'businesses',
  contacts: 'contacts',
  'custom-fields': 'customFields',
  locations: 'locations',
  users: 'users',
}

/**
 * The call of an operation with HighLevel's official SDK, as a module that runs as it is once a token stands
 * in it. The SDK names its methods after the operation ids.
 * @param origin of the server that it calls.
 * @returns undefined where the SDK has no such method.
 */
export function sdkSample(
  origin: string,
  path: string,
  operation: DocumentedOperation,
  kind: VersionKind,
): string | undefined {
  const service = services[path.split('/')[1] ?? '']
  if (service === undefined) return undefined
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

/** The arguments: the parameters, where there are any, and the body. */
function callOf({ parameters = [], requestBody }: DocumentedOperation) {
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

/** `upload-file-customFields` → `uploadFileCustomFields`. */
const methodOf = (operationId: string) =>
  operationId.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())

/** A value as JavaScript writes it. */
const literal = (value: unknown) =>
  inspect(value, { depth: null, breakLength: 72, maxArrayLength: null, maxStringLength: null })
