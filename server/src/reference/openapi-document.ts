import type { App } from '../http/app.ts'
import type { Schema } from '../http/documented-schema.ts'
import { openApiOf } from '../http/openapi.ts'
import type { VersionKind } from '../http/version-header.ts'
import { ownTurn } from '../lib/own-turn.ts'
import { moveExamples } from './move-examples.ts'
import { nameSchemas } from './name-schemas.ts'
import { schemaNames, statusNames } from './schema-names.ts'
import { type Parameter, type ParameterOrReference, shareParameters } from './share-parameters.ts'
import { shareProperties } from './share-properties.ts'
import { shareResponses } from './share-responses.ts'

interface DocumentedOperation {
  operationId: string
  parameters?: ParameterOrReference[]
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> }
}

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
 * The OpenAPI document of a server at an origin (`http://127.0.0.1:4455`), without samples: generated from the schemas,
 * with named schemas. It is built in turns of the event loop. The server must be ready.
 * @param kind the versions that the document covers.
 */
export async function openApiDocument(app: App, origin: string, kind: VersionKind): Promise<OpenApiDocument> {
  return { ...(await publishedDocument(app, kind)), servers: [{ url: origin }] }
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
