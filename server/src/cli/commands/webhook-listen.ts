import { Command, InvalidArgumentError, Option } from 'commander'
import { originValue, webhookUrlValue } from '../argument-parsers.ts'
import type { ListenOptions } from '../listen/listen.ts'
import { databaseOption, withVariable } from '../options.ts'

/** `contactd webhook listen`. */
export function webhookListenCommand(): Command {
  return new Command('listen')
    .description(
      [
        'Prints the events of a location as they come, and posts them to a URL on your machine, signed as deliveries.',
        'It takes the token of the server from the variable CONTACTD_TOKEN: one of the location with the scope',
        'webhooks.readonly. Without it, it makes itself one in --database, and revokes it when it ends.',
        'The events of a day wait for a listener that starts again. An event that the URL refuses is not sent again.',
      ].join(' '),
    )
    .addOption(
      withVariable(
        new Option('--location <id>', 'the location (default: that of the token, or the only one)'),
      ),
    )
    .addOption(
      withVariable(new Option('--forward-to <url>', 'where each event is posted').argParser(webhookUrlValue)),
    )
    .addOption(
      withVariable(
        new Option(
          '--name <name>',
          'keeps its own place in the events (default: one for each --forward-to)',
        ).argParser(listenerNameValue),
        'webhook listen',
      ),
    )
    .addOption(
      withVariable(
        new Option('--url <url>', 'the server').default('http://127.0.0.1:4455').argParser(originValue),
      ),
    )
    .addOption(databaseOption('reads'))
    .addOption(withVariable(new Option('--json', 'print the body of each event, one a line')))
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd webhook listen --forward-to http://localhost:3000/webhook',
    )
    .action(async (options: ListenOptions) => {
      const { listen } = await import('../listen/listen.ts')
      await listen(options)
    })
}

function listenerNameValue(text: string): string {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(text))
    throw new InvalidArgumentError('It has 1 to 64 letters, digits, dots, hyphens and underscores.')
  return text
}
