import { Option } from 'commander'
import { withVariable } from './options.ts'

/** `--seed FILE`, for development servers. */
export const seedOption = (): Option =>
  withVariable(
    new Option(
      '--seed <file>',
      'what it has at its start, in YAML or JSON (see `contactd init`); demo and empty are seeds, too',
    ).default('demo'),
  )
