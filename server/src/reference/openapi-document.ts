import type { App } from '../http/app.ts'
import type { Schema } from '../http/documented-schema.ts'
import { openApiOf } from '../http/openapi.ts'
import type { VersionKind } from '../http/version-header.ts'
import { ownTurn } from '../lib/own-turn.ts'
import { moveExamples } from './move-examples.ts'
import { nameSchemas } from './name-schemas.ts'
import { schemaNames, statusNames } from './schema-names.ts'
import { type SampledOperation, sdkSample } from './sdk-sample.ts'
import {
  type Parameter,
  type ParameterOrReference,
  parameterOf,
  shareParameters,
} from './share-parameters.ts'
import { shareProperties } from './share-properties.ts'
import { shareResponses } from './share-responses.ts'

type DocumentedOperation = Omit<SampledOperation, 'parameters'> & { parameters?: ParameterOrReference[] }

export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, DocumentedOperation>>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, unknown>
    parameters: Record<string, Parameter>
  }
}

/**
 * The OpenAPI document of a server at an origin (`http://127.0.0.1:4455`): generated from the schemas, with named
 * schemas and an SDK sample for each operation. It is built in turns of the event loop. The server must be ready.
 * @param kind the versions that the document covers.
 */
export async function openApiDocument(app: App, origin: string, kind: VersionKind): Promise<OpenApiDocument> {
  const document = await publishedDocument(app, kind)
  return {
    ...document,
    servers: [{ url: origin }],
    paths: mapValues(document.paths, (operations, path) =>
      mapValues(operations, (operation) => {
        const parameters = (operation.parameters ?? []).map((one) => parameterOf(document, one))
        const source = sdkSample(origin, path, { ...operation, parameters }, kind)
        if (source === undefined) return operation
        return { ...operation, 'x-codeSamples': [{ lang: 'Node', label: 'HighLevel SDK', source }] }
      }),
    ),
  }
}

/** Built once per server: its routes do not change. */
const published = new WeakMap<App, Map<VersionKind, Promise<OpenApiDocument>>>()

function publishedDocument(app: App, kind: VersionKind): Promise<OpenApiDocument> {
  const ofApp = published.get(app) ?? new Map<VersionKind, Promise<OpenApiDocument>>()
  published.set(app, ofApp)
  const known = ofApp.get(kind)
  if (known !== undefined) return known
  const document = makeDocument(app, kind)
  ofApp.set(kind, document)
  return document
}

/** Each step takes some milliseconds the first time it runs. */
async function makeDocument(app: App, kind: VersionKind): Promise<OpenApiDocument> {
  const document = (await openApiOf(app, kind)) as OpenApiDocument
  await moveExamples(document)
  await nameSchemas(document, schemaNames, statusNames)
  shareProperties(document.components.schemas)
  await ownTurn()
  shareParameters(document)
  shareResponses(document, statusNames)
  await ownTurn()
  return document
}

const mapValues = <In, Out>(record: Record<string, In>, map: (value: In, key: string) => Out) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
