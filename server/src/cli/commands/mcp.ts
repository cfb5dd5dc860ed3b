import { Command, Option } from 'commander'
import { apiVersions } from '../../http/bounds.ts'
import { originValue } from '../argument-parsers.ts'
import type { McpOptions } from '../mcp/serve-mcp.ts'
import { withVariable } from '../options.ts'

/** `contactd mcp`: the operations on contacts as tools for agents. */
export function mcpCommand(): Command {
  return new Command('mcp')
    .description(
      'Gives agents the operations on contacts as tools: an MCP server on stdin and stdout. It takes the token of the API from the variable CONTACTD_TOKEN alone.',
    )
    .addOption(
      withVariable(
        new Option('--url <url>', 'the server whose contacts the tools read and change')
          .default('http://127.0.0.1:4455')
          .argParser(originValue),
      ),
    )
    .addOption(withVariable(new Option('--write', 'offer the tools that change data, too')))
    .addOption(
      withVariable(
        new Option(
          '--location-id <id>',
          'the location that agents are told to work in, unless asked otherwise',
        ),
      ),
    )
    .addOption(
      withVariable(
        new Option('--api-version <version>', 'the version of the API')
          .choices(apiVersions)
          .default(apiVersions[0]),
      ),
    )
    .addHelpText('after', '\nExample:\n  $ contactd mcp --url http://127.0.0.1:4455 --write')
    .action(async (options: McpOptions) => {
      // Imported on demand: no other command loads the SDK.
      const { serveMcp } = await import('../mcp/serve-mcp.ts')
      await serveMcp(options)
    })
}
