import { Command, InvalidArgumentError, Option } from 'commander'
import { hostValue, portValue } from '../argument-parsers.ts'
import { addInterceptOptions } from '../intercept-options.ts'
import { jsonOption, withVariable } from '../options.ts'
import { seedOption } from '../seed-option.ts'
import type { DevOptions } from '../serve/serve-dev.ts'

/** `contactd dev`: an ephemeral HighLevel to develop and test against. */
export function devCommand(): Command {
  const command = new Command('dev')
    .description('Runs a HighLevel to develop and test against, with the demo or a seed, in memory.')
    .addOption(
      withVariable(
        new Option('--port <number>', 'port to listen on; 0 picks a free one')
          .default(4455)
          .argParser(portValue),
      ),
    )
    .addOption(seedOption())
    .addOption(
      // Without a variable: a database that is meant for `serve` must not be emptied by a reset.
      new Option(
        '--database <url>',
        'an empty database, or one of an earlier `contactd dev`; in memory by default, and never taken from the environment',
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--listen <address>',
          'address to listen on, for containers; needs --control-token',
        ).argParser(hostValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--control-token <token>',
          'what requests to /_contactd/dev send as a bearer token; needs --listen',
        ).argParser(controlTokenValue),
      ),
    )
  return addInterceptOptions(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ contactd dev --port 0 --json\n  $ contactd dev --seed contactd.seed.yaml',
    )
    .action(async (options: DevOptions, command: Command) => {
      if ((options.listen === undefined) !== (options.controlToken === undefined))
        command.error('error: --listen and --control-token need each other.', { exitCode: 2 })
      // Imported on demand, like `serve`.
      const { serveDev } = await import('../serve/serve-dev.ts')
      await serveDev(options)
    })
}

function controlTokenValue(text: string): string {
  if (!/^[\x21-\x7e]{1,200}$/.test(text))
    throw new InvalidArgumentError('It has 1 to 200 visible ASCII characters.')
  return text
}
