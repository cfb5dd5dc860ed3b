import { Command, Option } from 'commander'
import { withVariable } from '../options.ts'
import { say } from '../output.ts'

/** `contactd init`: a seed to start from. */
export function initCommand(): Command {
  return new Command('init')
    .description('Writes a commented contactd.seed.yaml, a seed for `contactd dev` and `contactd run`.')
    .addOption(withVariable(new Option('--force', 'replace an existing file')))
    .addHelpText('after', '\nExample:\n  $ contactd init && contactd dev --seed contactd.seed.yaml')
    .action(async ({ force = false }: { force?: boolean }) => {
      const { seedFile, writeSeed } = await import('../../dev/seed/write-seed.ts')
      writeSeed(process.cwd(), force)
      say(`contactd wrote ${seedFile}: start it with \`contactd dev --seed ${seedFile}\`.`)
    })
}
