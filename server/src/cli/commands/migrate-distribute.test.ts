import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { migrations } from '../../storage/migrations/migrations.ts'
import type { DistributionPlan } from '../../storage/postgres/shards/distribute-database.ts'
import { distributionSteps } from '../../storage/postgres/shards/distribution-steps.ts'
import { distributionProgress } from './migrate-distribute.ts'

describe('BR-334 contactd migrate --distribute', () => {
  test('is refused for SQLite, and creates no file', async () => {
    const contactd = new CommandLine()
    const { code, stdout, stderr } = await contactd.run(['migrate', '--distribute', '32'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^contactd: Only PostgreSQL can be distributed: .*\n$/)
    expect((await contactd.run(['location', 'list'])).stderr).toContain('does not exist')
  })

  test.each(['0', '1025', '1.5', '-4', 'many', '00032'])('refuses %s shards', async (shards) => {
    const { code, stderr } = await new CommandLine().run(['migrate', '--distribute', shards])
    expect(code).toBe(2)
    expect(stderr).toContain('It is a whole number from 1 to 1024')
  })

  test('takes no partitions, and --dry-run is for nothing else', async () => {
    const contactd = new CommandLine()
    const both = await contactd.run(['migrate', '--distribute', '4', '--partitions', '4'])
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be used with') })
    const alone = await contactd.run(['migrate', '--dry-run'])
    expect(alone).toEqual({ code: 2, stdout: '', stderr: 'error: --dry-run is for --distribute\n' })
  })
})

const plan: DistributionPlan = { migrations: [], workers: 2, shards: 32, steps: distributionSteps() }
const place = 'postgres://c/contactd'

/** What is said, and what a terminal shows. */
async function shown(run: (terminal: PassThrough & { isTTY: boolean }) => Promise<void>) {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const said: string[] = []
  const written: string[] = []
  terminal.setEncoding('utf8').on('data', (text: string) => written.push(text))
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  await run(terminal).finally(() => spy.mockRestore())
  return { said: said.join('').trimEnd().split('\n'), written: written.join('') }
}

describe('BR-334 before a distribution begins', () => {
  test('each kind of work is said with its tables, and a bar shows the steps', async () => {
    const { said, written } = await shown(async (terminal) => {
      const progress = distributionProgress(terminal, place, false)
      progress.begin({ ...plan, migrations: migrations.slice(-1) })
      for (const _ of plan.steps) progress.advance({ does: '', statements: [] })
      await sleep(1)
      progress.end()
    })
    expect(said[0]).toBe('Distributes postgres://c/contactd: 32 shards on 2 workers.')
    expect(said[1]).toMatch(/^- applies the migration \d+, \S/)
    expect(said).toContain(
      '- keeps on the coordinator: authorization_codes, refresh_tokens, sign_in_sessions, audit_events, window_counts',
    )
    expect(said.find((line) => line.startsWith('- distributes by location: '))).toContain(', contacts, ')
    expect(said.length).toBeLessThan(20)
    expect(written).toContain('% of the steps done')
  })

  test('a dry run has no bar, and neither has a database that is already distributed', async () => {
    const { said, written } = await shown(async (terminal) => {
      distributionProgress(terminal, place, true).begin(plan)
      const done = distributionProgress(terminal, place, false)
      done.begin({ ...plan, steps: [] })
      done.end()
    })
    expect(said.at(-1)).toBe('postgres://c/contactd is already distributed: 32 shards on 2 workers.')
    expect(written).toBe('')
  })
})
