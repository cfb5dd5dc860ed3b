import { Command } from 'commander'
import { addInterceptOptions } from '../intercept-options.ts'
import { seedOption } from '../seed-option.ts'
import type { RunOptions } from '../serve/run-beside-dev.ts'

/** `contactd run -- COMMAND`: a command whose requests to HighLevel arrive at a development server. */
export function runCommand(): Command {
  const command = new Command('run')
    .description(
      'Runs a command whose requests to HighLevel arrive at a server of its own, and ends with its exit code.',
    )
    .usage('[options] -- <command...>')
    .argument('<command...>', 'the command and its arguments, after --')
    .addOption(seedOption())
  return addInterceptOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  $ contactd run -- npm test\n  $ contactd run --seed contactd.seed.yaml -- npm test',
    )
    .action(async (words: string[], options: RunOptions) => {
      // Imported on demand, like `serve`.
      const { runBesideDev } = await import('../serve/run-beside-dev.ts')
      await runBesideDev(words, options)
    })
}
