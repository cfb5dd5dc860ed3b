import { datedVersions } from '../http/bounds.ts'

/**
 * The page at `/llms.txt`, in Markdown: what an agent that knows only the address needs.
 * @param origin of the server: `http://127.0.0.1:4455`.
 */
export const llmsText = (origin: string): string => `# contactd

> A self-hosted contacts server that speaks HighLevel's Contacts API at ${origin}. A program written for
> HighLevel sends its requests to this address instead of https://services.leadconnectorhq.com.

A request has the headers \`Authorization: Bearer TOKEN\` and \`Version: ${datedVersions[0]}\`. Bodies are JSON. Errors have HighLevel's
status and words. \`contactd token create\` prints a token; its scopes define what it may do.

## API

- [OpenAPI document](${origin}/openapi.json?samples=none): every operation with its schemas, examples and errors
- [OpenAPI document of version v3](${origin}/openapi.json?version=v3&samples=none)
- [OpenAPI document with samples](${origin}/openapi.json): the same with complete programs in curl, Node.js, Python and other languages
- [API reference](${origin}/docs): the same for people, with a form that sends each request; [version v3](${origin}/docs/v3)
- [Countries](${origin}/docs/countries): the values of the field country

## MCP

\`contactd mcp\` gives an agent the operations on contacts, notes, tasks, tags and opportunities as tools, on stdin and stdout.
It takes the token from the variable CONTACTD_TOKEN, and only reads unless it is started with \`--write\`:
\`CONTACTD_TOKEN=TOKEN contactd mcp --url ${origin}\`. docs/mcp.md in the project describes it.

## Behaviour

docs/behaviour.md in the project lists every rule of the server with its source and its test: what is refused, with which
status and message, and what differs from HighLevel. docs/testing.md describes \`contactd dev\`, the server for tests.
`
