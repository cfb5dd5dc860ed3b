import { Command, InvalidArgumentError, Option } from 'commander'
import { defaultUploadQuotaBytes } from '../../api/locations/bounds.ts'
import { bearerTokenValue, byteSizeValue, hostValue, portValue } from '../argument-parsers.ts'
import { databaseOption, isPostgres, jsonOption, withVariable } from '../options.ts'
import { addProxyOptions } from '../proxy-options.ts'
import { addRateLimitOptions } from '../rate-limit-options.ts'
import type { ServeOptions } from '../serve/serve-options.ts'
import { addWebhookOptions } from '../webhook-options.ts'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** `contactd serve`: runs the server until it is told to stop. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Runs the server.')
    .addOption(
      withVariable(
        new Option('--host <address>', 'address to listen on').default('127.0.0.1').argParser(hostValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--port <number>', 'port to listen on; 0 picks a free one')
          .default(4455)
          .argParser(portValue),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(
      withVariable(
        new Option(
          '--database-replica <url>',
          'a streaming replica of the PostgreSQL database, for reads as far as it has caught up',
        ),
      ),
    )
    .addOption(withVariable(new Option('--demo', 'fill an empty database with example contacts')))
    .addOption(
      withVariable(
        new Option('--log-level <level>', 'the minimum severity of logged lines')
          .choices(logLevels)
          .default('info'),
      ),
    )
    .addOption(
      withVariable(new Option('--log-sql', 'log each SQL statement with its duration, without its values')),
    )
  addRateLimitOptions(command)
    .addOption(
      withVariable(
        new Option(
          '--refresh-grace-seconds <number>',
          'how long a used refresh token returns the same new tokens',
        )
          .default(10)
          .argParser(graceSeconds),
      ),
    )
    .addOption(
      withVariable(
        new Option('--upload-quota <size>', 'the total size of the uploaded files of a location')
          .default(defaultUploadQuotaBytes, '10GB')
          .argParser(byteSizeValue),
      ),
    )
    .addOption(
      withVariable(
        new Option('--oauth-basic', 'also accept app credentials as HTTP Basic, which HighLevel does not'),
      ),
    )
    .addOption(
      withVariable(
        new Option('--cors <origin>', 'let pages of this origin call the API from a browser').argParser(
          origin,
        ),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--metrics-token <token>',
          'the bearer token that lets programs on other machines read /metrics',
        ).argParser(bearerTokenValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--inspect',
          'show the bodies of requests in the console, with masks in place of their values',
        ),
      ),
    )
    .addOption(
      withVariable(
        new Option('--workers <number>', 'number of processes; more than one needs PostgreSQL')
          .default(1)
          .argParser(workerCount),
      ),
    )
  return addWebhookOptions(addProxyOptions(command))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd serve --port 4455 --database sqlite:./data/contactd.db --demo',
    )
    .action(async (options: ServeOptions, command: Command) => {
      if (options.workers > 1 && !isPostgres(options.database))
        command.error('error: --workers needs PostgreSQL: SQLite has one writer.', { exitCode: 2 })
      // Imported on demand: it takes 0.4 s of CPU, which other commands should not spend.
      const { serve } = await import('../serve/serve.ts')
      await serve(options)
    })
}

function graceSeconds(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('It is a number of seconds from 0 to 999.')
  return Number(text)
}

function workerCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 to 999.')
  return Number(text)
}

function origin(text: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text) {
    throw new InvalidArgumentError('An origin is a scheme, a host and a port: https://app.example.com')
  }
  return text
}
