import type { Command, Option } from 'commander'
import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'
import { buildProgram } from './program.ts'

/** Each command with its full name. */
function allCommands(command: Command, words: readonly string[] = []): { words: string; command: Command }[] {
  return [
    { words: words.join(' '), command },
    ...command.commands.flatMap((child) => allCommands(child, [...words, child.name()])),
  ]
}

const commands = allCommands(await buildProgram())

describe.each(commands)('contactd $words', ({ command, words }) => {
  test('has an example in its help', () => {
    let help = ''
    command.configureOutput({ writeOut: (text) => (help += text) })
    expect(() => command.parse(['--help'], { from: 'user' })).toThrow('(outputHelp)')
    expect(help).toMatch(/\nExamples?:\n {2}\$ contactd /)
  })

  test('describes each option, and has a variable for it', () => {
    const options = command.options.filter(({ long }) => long !== '--version')
    // The database of a development server is never taken from the environment.
    const withoutVariable = words === 'dev' ? ['--database'] : []
    expect(options.filter(({ description }) => description === '')).toEqual([])
    expect(options.map(({ envVar }) => envVar)).toEqual(
      options.map(({ long = '' }) => {
        if (withoutVariable.includes(long)) return undefined
        const isOwn = ownVariables.includes(`${words} ${long}`)
        return variable(isOwn ? `${words} ${long.slice(2)}` : long.slice(2))
      }),
    )
  })
})

const variable = (words: string) => `CONTACTD_${words.replaceAll(/[- ]/g, '_').toUpperCase()}`

/** Options that mean something else in other commands: their variables name their commands. */
const ownVariables = [
  'webhook create --url',
  'webhook listen --name',
  'contact import --country',
  'contact import --events',
  'contact merge --from',
  'appointment create --status',
  'template create --type',
]

/** What a value of an option is. Options without choices or a named parser take any that others take. */
function kindOf({ flags, argChoices, parseArg }: Option) {
  const [, value = 'a switch'] = / (.*)/.exec(flags) ?? []
  return { value, choices: argChoices?.join(), parser: argChoices ? undefined : parseArg?.name || undefined }
}

test('a variable means the same in all commands', () => {
  const all = commands.flatMap(({ words, command }) => command.options.map((option) => ({ words, option })))
  const kinds = Map.groupBy(all, ({ option }) => option.envVar ?? `${option.long}, without a variable`)
  const withTwoMeanings = [...kinds].filter(([, uses]) =>
    (['value', 'choices', 'parser'] as const).some(
      (part) => new Set(uses.flatMap(({ option }) => kindOf(option)[part] ?? [])).size > 1,
    ),
  )
  expect(
    withTwoMeanings.map(([name, uses]) => [
      name,
      ...uses.map(({ words, option }) => `${words} ${option.flags}`),
    ]),
  ).toEqual([])
})

test('the nouns are those of the product', () => {
  expect(commands.map(({ words }) => words)).toEqual(
    expect.arrayContaining([
      'serve',
      ...[
        'company create',
        'company list',
        'location create',
        'location list',
        'user create',
        'user list',
        'user password',
      ],
      ...['token create', 'token list', 'token revoke', 'custom-field create', 'custom-field list'],
      ...['app create', 'app list', 'app rotate-secret', 'app delete', 'app install', 'app uninstall'],
      ...['campaign create', 'campaign list', 'workflow create', 'workflow list'],
      ...['appointment create', 'appointment list'],
      ...['pipeline create', 'pipeline list', 'lost-reason create', 'lost-reason list'],
      ...[
        'audit list',
        'openapi',
        'conformance',
        'init',
        'mcp',
        'copy',
        'backup',
        'restore',
        'migrate',
        'doctor',
      ],
    ]),
  )
})

test('help goes to stdout, without colours, and is not a failure', async () => {
  const { code, stdout, stderr } = await new CommandLine().run(['token', 'create', '--help'], {
    NO_COLOR: '1',
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^Usage: contactd token create \[options\]\n/)
  expect(stdout).toMatch(/\(env:\s+CONTACTD_SCOPES\)/)
  expect(stdout).toContain('\nExample:\n  $ contactd token create ')
  expect(stdout).not.toContain('\x1b')
})

test.each([[['token']], [['token', 'destroy']], [['tokens']]])('%j is a usage error', async (args) => {
  const { code, stdout } = await new CommandLine().run(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})
