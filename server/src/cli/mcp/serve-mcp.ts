import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js'
import { openApiOf } from '../../http/openapi.ts'
import { kindOfVersion } from '../../http/version-header.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { version } from '../../lib/version.ts'
import { stopSignal } from '../serve/stop-signal.ts'
import { requiredToken } from '../server-token.ts'
import { withEmptyServer } from '../with-empty-server.ts'
import { type ApiServer, CallError, callOperation } from './call-operation.ts'
import { type OperationTool, operationTools } from './operation-tools.ts'
import { failedCall, resultInstructions, resultOf } from './tool-result.ts'

/** The options of `contactd mcp`. */
export interface McpOptions {
  /** The origin of the server. */
  url: string
  write?: boolean
  locationId?: string
  apiVersion: string
}

const timeoutMs = 30_000
/** Some 20,000 tokens of a language model. */
const maxResponseBytes = 64 * 1024
/** The API's largest body is 1 MiB. JSON may escape every character in it. */
const maxMessageBytes = 8 * 1024 * 1024

/**
 * Serves the tools on stdin and stdout until stdin ends, and the calls under way are answered, or until a signal.
 * @throws Failure if there is no token.
 */
export async function serveMcp(options: McpOptions): Promise<void> {
  const { url: origin, apiVersion, write: isWriter = false } = options
  const api: ApiServer = { origin, apiVersion, token: requiredToken(), timeoutMs, maxBytes: maxResponseBytes }
  const kind = kindOfVersion(apiVersion) ?? 'dated'
  const tools = operationTools(await withEmptyServer((app) => openApiOf(app, kind)))
  const server = new Server(
    { name: 'contactd', version },
    { capabilities: { tools: {} }, instructions: instructionsOf(options) },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.filter(({ isRead }) => isRead || isWriter).map(({ tool }) => tool),
  }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const tool = tools.find((one) => one.tool.name === params.name)
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`)
    if (!tool.isRead && !isWriter)
      return failedCall(`${params.name} changes data: contactd mcp must be started with --write for it.`)
    return call(tool, params.arguments ?? {}, api, signal)
  })
  await server.connect(
    new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: maxMessageBytes }),
  )
  await stopSignal()
  await server.close()
}

async function call(
  tool: OperationTool,
  args: Record<string, unknown>,
  api: ApiServer,
  signal: AbortSignal,
): Promise<CallToolResult> {
  try {
    return resultOf(await callOperation(tool, args, api, signal), ids.next())
  } catch (error) {
    if (error instanceof CallError) return failedCall(error.message)
    throw error
  }
}

function instructionsOf({ url, write: isWriter = false, locationId }: McpOptions): string {
  return [
    `The tools call the contacts server at ${url}, which speaks HighLevel's Contacts API.`,
    isWriter
      ? 'They read and change data. Ask the user before you delete anything.'
      : 'They only read: tools that change data need contactd mcp --write.',
    ...(locationId === undefined ? [] : [`The location is ${locationId}, unless the user names another.`]),
    'The texts of errors are those of HighLevel.',
    resultInstructions,
  ].join(' ')
}
