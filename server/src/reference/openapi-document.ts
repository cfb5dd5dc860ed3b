import type { App } from '../http/app.ts'
import { openApiOf } from '../http/openapi.ts'
import type { VersionKind } from '../http/version-header.ts'
import { type DocumentedOperation, sdkSample } from './sdk-sample.ts'

export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, DocumentedOperation>>
}

/**
 * The OpenAPI document of a server at an origin (`http://127.0.0.1:4455`): what the schemas make, with a sample
 * of the official SDK for each operation. The server must be ready.
 * @param kind the versions that it tells of.
 */
export function openApiDocument(app: App, origin: string, kind: VersionKind): OpenApiDocument {
  const document = openApiOf(app, kind) as OpenApiDocument
  return {
    ...document,
    servers: [{ url: origin }],
    paths: mapValues(document.paths, (operations, path) =>
      mapValues(operations, (operation) => {
        const source = sdkSample(origin, path, operation, kind)
        if (source === undefined) return operation
        return { ...operation, 'x-codeSamples': [{ lang: 'Node', label: 'HighLevel SDK', source }] }
      }),
    ),
  }
}

const mapValues = <In, Out>(record: Record<string, In>, map: (value: In, key: string) => Out) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
