import type { Tool } from '@modelcontextprotocol/sdk/types.js'
import { type OperationId, operationScopes } from '../../auth/operation-scopes.ts'
import type { Schema } from '../../http/documented-schema.ts'
import type { PlainDocument } from '../../http/openapi.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { toolOperations } from './tool-operations.ts'

/** A tool, and how its operation is called. */
export interface OperationTool {
  tool: Tool & { name: OperationId }
  /** In capitals. */
  method: string
  /** With the names of its parameters: `/contacts/{contactId}`. */
  path: string
  /** The parameters of the path and of the query. */
  parameters: readonly { name: string; in: 'path' | 'query' }[]
  /** Whether the operation leaves all data as they are. */
  isRead: boolean
}

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: Schema
}

interface Operation {
  operationId: OperationId
  summary: string
  description: string
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: { 'application/json': { schema: Schema } } }
}

/** The tools of the operations in a document that has no references. */
export function operationTools({ paths }: PlainDocument): OperationTool[] {
  const made = new Map<OperationId, OperationTool>()
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations as Record<string, Operation>)) {
      if (toolOperations.includes(operation.operationId))
        made.set(operation.operationId, operationTool(method.toUpperCase(), path, operation))
    }
  }
  return toolOperations.flatMap((id) => made.get(id) ?? [])
}

function operationTool(method: string, path: string, operation: Operation): OperationTool {
  const { operationId: name, summary: title, description } = operation
  const isRead = operationScopes[name].scopes.every((scope) => scope.endsWith('.readonly'))
  return {
    tool: {
      name,
      title,
      description,
      inputSchema: inputSchemaOf(operation),
      annotations: { title, ...hintsOf(name, method, isRead) },
    },
    method,
    path,
    parameters: (operation.parameters ?? []).flatMap(({ name, in: place }) =>
      place === 'header' ? [] : [{ name, in: place }],
    ),
    isRead,
  }
}

/** The parameters of the path and of the query, each by its name, and the body as `body`. */
function inputSchemaOf({ parameters = [], requestBody }: Operation): Tool['inputSchema'] {
  const named = parameters
    .filter((parameter) => parameter.in !== 'header')
    .map(({ name, required = false, description, schema }) => ({
      name,
      required,
      schema: { ...schema, ...(description !== undefined && { description }) },
    }))
  if (requestBody) {
    const { required = false, content } = requestBody
    named.push({ name: 'body', required, schema: content['application/json'].schema })
  }
  return {
    type: 'object',
    properties: Object.fromEntries(named.map(({ name, schema }) => [name, jsonSchemaOf(schema)])),
    required: named.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  }
}

/** What a client may assume before it calls the tool. A POST adds, unless it is an upsert. */
function hintsOf(name: OperationId, method: string, isRead: boolean): NonNullable<Tool['annotations']> {
  const isUpsert = /^upsert-/i.test(name)
  return {
    readOnlyHint: isRead,
    destructiveHint: !isRead && (method !== 'POST' || isUpsert),
    idempotentHint: isRead || method !== 'POST',
    openWorldHint: false,
  }
}
