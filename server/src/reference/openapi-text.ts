import { withOrigin } from '../../../tools/samples/origin-markers.ts'
import type { App } from '../http/app.ts'
import type { VersionKind } from '../http/version-header.ts'
import { ownTurn } from '../lib/own-turn.ts'
import { codeSamples } from './code-samples.ts'
import { type OpenApiDocument, openApiDocument } from './openapi-document.ts'

export interface OpenApiTextOptions {
  /** The versions that the document covers. */
  kind: VersionKind
  /** Of the server that the document names. */
  origin: string
  /** Of the server that the samples call. Default: the same. */
  sampleOrigin?: string
  /** Whether the operations have samples. */
  samples: boolean
}

/** The number of operations whose samples are filled in per turn. */
const operationsPerTurn = 16

/** The OpenAPI document of a server as JSON in UTF-8, built in turns of the event loop. The server must be ready. */
export async function openApiText(app: App, options: OpenApiTextOptions): Promise<Buffer> {
  const { kind, origin, sampleOrigin = origin, samples } = options
  const document = await openApiDocument(app, origin, kind)
  await ownTurn()
  if (!samples) return Buffer.from(JSON.stringify(document))
  return withSamples(markSamples(document), await codeSamples(kind), sampleOrigin)
}

/** The text of a document in which each operation has a mark where its samples belong. */
const markSamples = ({ paths, ...others }: OpenApiDocument): string =>
  JSON.stringify({
    ...others,
    paths: mapValues(paths, (operations) =>
      mapValues(operations, (operation) => ({
        ...operation,
        'x-codeSamples': `<<samples ${operation.operationId}>>`,
      })),
    ),
  })

async function withSamples(text: string, samples: Map<string, string>, origin: string): Promise<Buffer> {
  // The ids of the operations are between the parts of the document.
  const parts = text.split(/"<<samples ([^>]+)>>"/)
  const pieces: Buffer[] = []
  for (const [index, part] of parts.entries()) {
    const isText = index % 2 === 0
    pieces.push(Buffer.from(isText ? part : withOrigin(samples.get(part) ?? '[]', origin)))
    if (index % (2 * operationsPerTurn) === 0) await ownTurn()
  }
  return Buffer.concat(pieces)
}

const mapValues = <In, Out>(record: Record<string, In>, map: (value: In) => Out) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
