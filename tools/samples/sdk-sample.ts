import { createRequire } from 'node:module'
import { literal } from './javascript-literal.ts'
import { markers, tokenPlaceholder } from './origin-markers.ts'
import { type SampledRequest, sampleFile } from './sampled-request.ts'

/** A method of HighLevel's official SDK. */
interface SdkMethod {
  /** `contacts.updateContact` */
  name: string
  takesParameters: boolean
}

/** The methods of the official SDK, by method and path without names: `PUT /contacts/{}`. */
export type SdkMethods = ReadonlyMap<string, SdkMethod>

/** Operations whose methods request paths that version v3 refuses. */
const goneUnderVersion3: ReadonlySet<string> = new Set([
  'get-installed-location',
  'get-location-access-token',
])

/** Reads the methods from the code of the SDK: neither its types nor its data have the paths. */
export function sdkMethods(): SdkMethods {
  const { HighLevel } = createRequire(import.meta.url)('@gohighlevel/api-client')
  const sdk: Record<string, unknown> = new HighLevel({ privateIntegrationToken: tokenPlaceholder })
  const methods = Object.entries(sdk).flatMap(([service, instance]) =>
    Object.entries(methodsOf(instance)).flatMap(([name, { value }]) => {
      const code = String(value)
      const [, signature = ''] = /^async \w+\((.*?)\)/.exec(code) ?? []
      const [, method, path] = /method: '([A-Z]+)',\s*url: .*?buildUrl\)\('([^']+)'/.exec(code) ?? []
      if (name === 'constructor' || method === undefined || path === undefined) return []
      const found = { name: `${service}.${name}`, takesParameters: signature.startsWith('params') }
      return [[keyOf(method, path), found] as const]
    }),
  )
  return new Map(methods)
}

const methodsOf = (service: unknown): Record<string, PropertyDescriptor> =>
  typeof service === 'object' && service !== null
    ? Object.getOwnPropertyDescriptors(Object.getPrototypeOf(service))
    : {}

const keyOf = (method: string, path: string) =>
  `${method} ${path.replace(/(?<=.)\/$/, '').replace(/\{\w+\}/g, '{}')}`

/**
 * A call of an operation with the official SDK, as a module that runs once a token is filled in.
 * @param datedPath the operation's path in the dated versions, which the SDK requests also under v3.
 * @returns undefined if the SDK has no such method.
 */
export function sdkSample(
  request: SampledRequest,
  methods: SdkMethods,
  datedPath: string,
): string | undefined {
  const isVersion3 = request.headers.Version === 'v3'
  if (isVersion3 && goneUnderVersion3.has(request.operationId)) return undefined
  const method = methods.get(keyOf(request.method, datedPath))
  if (method === undefined) return undefined
  const options = {
    privateIntegrationToken: tokenPlaceholder,
    ...(isVersion3 && { apiVersion: 'v3' }),
  }
  return `import { HighLevel } from '@gohighlevel/api-client'

const ghl = new HighLevel(${literal(options)})
${markers.sdkBaseUrl}${request.body === 'file' ? form : ''}
const response = await ghl.${method.name}(${argumentsOf(request, method).join(', ')})
console.log(response)`
}

function argumentsOf({ pathValues, queryValues, body }: SampledRequest, { takesParameters }: SdkMethod) {
  const values = [...pathValues, ...queryValues].map(([name, value]) => [inCamelCase(name), value])
  const parameters = takesParameters ? [literal(Object.fromEntries(values))] : []
  if (body === undefined) return parameters
  if (body === 'file')
    return [...parameters, 'form', "{ headers: { 'Content-Type': 'multipart/form-data' } }"]
  return [...parameters, literal(body.json)]
}

/** The SDK reads `locationId` where the API has `location_id`. */
const inCamelCase = (name: string) =>
  name.replace(/[-_](\w)/g, (_match, letter: string) => letter.toUpperCase())

const form = `
const form = new FormData()
form.append(${literal(sampleFile.part)}, new Blob([${literal(sampleFile.text)}]), ${literal(sampleFile.name)})
`
