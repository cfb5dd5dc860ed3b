/** Writes the types of the API for the console's client, out of the OpenAPI document that the server serves. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { withEmptyServer } from '../server/src/cli/with-empty-server.ts'
import { openApiDocument } from '../server/src/reference/openapi-document.ts'

const file = fileURLToPath(new URL('../console/src/api/schema.d.ts', import.meta.url))
/** The generator is a package of the console: it needs another release of TypeScript than the checks. */
const requireOfConsole = createRequire(new URL('../console/package.json', import.meta.url))

interface Parameter {
  $ref?: string
  in?: string
}

interface Document {
  paths?: Record<string, unknown>
  components?: { parameters?: Record<string, Parameter> }
}

/** Writes the file if it has changed. */
export async function writeConsoleTypes(): Promise<void> {
  const document = await withEmptyServer((app) => openApiDocument(app, '/', 'dated'))
  removeHeaders(document as Document)
  const { default: openapiTypescript, astToString } = requireOfConsole('openapi-typescript')
  const text = astToString(await openapiTypescript(document))
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
}

/** The client sets the headers of every operation: its types must not ask for them at each call. */
function removeHeaders({ paths = {}, components: { parameters = {} } = {} }: Document): void {
  const isHeader = ({ $ref, in: place }: Parameter): boolean =>
    $ref === undefined ? place === 'header' : isHeader(parameters[$ref.split('/').at(-1) ?? ''] ?? {})
  const operations = Object.values(paths).flatMap((methods) =>
    Object.values(methods as Record<string, { parameters?: Parameter[] }>),
  )
  for (const operation of operations) {
    const kept = operation.parameters?.filter((parameter) => !isHeader(parameter))
    if (kept !== undefined) operation.parameters = kept
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeConsoleTypes()
