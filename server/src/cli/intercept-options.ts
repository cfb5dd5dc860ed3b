import { type Command, InvalidArgumentError, Option } from 'commander'
import { isHostName } from '../lib/host-name.ts'
import { withVariable } from './options.ts'

/** `--intercept` and `--offline`, for the commands with a proxy. */
export function addInterceptOptions(command: Command): Command {
  return command
    .addOption(
      withVariable(
        new Option(
          '--intercept <name>',
          "another host that contactd answers for, like HighLevel's; repeat it for several",
        ).argParser(namesValue),
      ),
    )
    .addOption(withVariable(new Option('--offline', 'refuse connections to all other hosts')))
}

/** Adds names, with a comma between them, to the earlier ones. @throws InvalidArgumentError */
function namesValue(text: string, before: readonly string[] = []): string[] {
  const names = text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !isHostName(name))
  if (wrong !== undefined)
    throw new InvalidArgumentError('It is the name of a host, without scheme and port: api.example.com')
  return [...before, ...names]
}
