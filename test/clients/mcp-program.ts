// Started by unchanged-clients.test.ts under `contactd run`: a client as those of agents, which gives its MCP server a small
// environment of its own. The server is @drausal/gohighlevel-mcp, which has HighLevel's host written into it.
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

const { CONTACTD_TOKEN = '', CONTACTD_LOCATION_ID: locationId } = process.env
const Version = '2021-07-28'
const email = 'drausal@example.com'

const client = new Client({ name: 'agent', version: '1.0.0' })
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [fileURLToPath(import.meta.resolve('@drausal/gohighlevel-mcp'))],
    env: { BEARER_TOKEN_BEARER: CONTACTD_TOKEN },
    stderr: 'ignore',
  }),
)

/** Calls a tool. @returns the body of the response, which follows a line with its status. */
async function call(name: string, args: Record<string, unknown>) {
  const { content } = await client.callTool({ name, arguments: { Version, ...args } })
  const [{ text }] = content as [{ text: string }]
  return JSON.parse(text.slice(text.indexOf('\n')))
}

const { id: contactId } = (
  await call('create-contact', { requestBody: { locationId, firstName: 'Ada', email } })
).contact
await call('update-contact', { contactId, requestBody: { city: 'Aden' } })
await call('add-tags', { contactId, requestBody: { tags: ['VIP', 'lead'] } })
await call('remove-tags', { contactId, requestBody: { tags: ['lead'] } })
const found = await call('get-contacts', { locationId, query: email })
const { contact } = await call('get-contact', { contactId })
await call('delete-contact', { contactId })
console.log(JSON.stringify({ id: contactId, found, contact }))
await client.close()
