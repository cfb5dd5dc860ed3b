import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'
import { buildProgram } from './program.ts'

const postgres = 'postgres://contactd@127.0.0.1:1/contactd'

describe('the options of a PostgreSQL database', () => {
  test('exist for every command that has --database, and for no other', async () => {
    const list = (command: Command): Command[] => [command, ...command.commands.flatMap(list)]
    for (const command of list(await buildProgram())) {
      const names = command.options.map(({ long }) => long)
      // The database of `contactd dev` is named by one option alone.
      const takes = names.includes('--database') && command.name() !== 'dev'
      expect(names.includes('--database-direct')).toBe(takes)
      expect(names.includes('--database-connections')).toBe(takes)
    }
  })

  test('say that a distributed database may have several URLs', async () => {
    const { stdout } = await new CommandLine().run(['location', 'list', '--help'])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'several URLs separated by commas name several servers of a distributed database',
    )
  })

  test.each(['0', '1', '1000', 'many'])('are refused: %s connections', async (number) => {
    const { code, stderr } = await new CommandLine().run([
      ...['location', 'list', '--database-connections', number],
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('It is a number from 2 to 999: one connection writes, the others read.')
  })

  test.each([
    ['sqlite:./data/contactd.db', postgres, '--database-direct applies to PostgreSQL only: remove it.'],
    [postgres, 'sqlite:./data/contactd.db', 'The direct URL must name a PostgreSQL database'],
    [
      postgres,
      'postgres://contactd@127.0.0.1:2/contactd',
      "PostgreSQL can't be reached at postgres://contactd@127.0.0.1:2/",
    ],
  ])('are refused in one sentence: %s, and directly %s', async (database, direct, sentence) => {
    const args = ['location', 'list', '--database', database]
    const { code, stdout, stderr } = await new CommandLine().run(args, { CONTACTD_DATABASE_DIRECT: direct })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(sentence)
    expect(stderr.split('\n')).toHaveLength(2)
  })
})
