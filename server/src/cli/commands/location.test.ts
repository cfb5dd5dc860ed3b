import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { contentOf } from '../../../../test/support/filled-database.ts'

const id = expect.stringMatching(/^[A-Za-z0-9]{20}$/)
const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

describe('location create', () => {
  const contactd = new CommandLine()

  test('creates a location, and a company for the first one', async () => {
    const first = await contactd.json<{ companyId: string }>('location', 'create', '--name', ' Blue Door ')
    expect(first).toEqual({
      id,
      name: 'Blue Door',
      companyId: id,
      country: 'US',
      timezone: 'America/New_York',
      allowDuplicateContact: false,
      dateAdded: isoDate,
    })
    const second = await contactd.json(
      ...['location', 'create', '--name', 'Two', '--country', 'gb', '--timezone', 'Europe/London'],
      ...['--allow-duplicates', '--company', first.companyId],
    )
    expect(second).toMatchObject({
      companyId: first.companyId,
      country: 'GB',
      timezone: 'Europe/London',
      allowDuplicateContact: true,
    })
    expect(await contactd.json('location', 'list')).toEqual([first, second])
  })

  test('prints one line per field', async () => {
    const { code, stdout } = await contactd.run(['location', 'create', '--name', 'Three'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^id +[A-Za-z0-9]{20}\nname +Three\ncompanyId +\w{20}\ncountry +US\n/)
  })

  test('reports an unknown company', async () => {
    const { code, stdout, stderr } = await contactd.run([
      'location',
      'create',
      '--name',
      'X',
      '--company',
      'no',
    ])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      'contactd: The company no does not exist. `contactd company list` shows all companies.\n',
    )
  })
})

describe('location delete', () => {
  const contactd = new CommandLine()

  test('deletes a location with its content, and keeps the others', async () => {
    const make = (name: string) =>
      contactd.json<{ id: string; companyId: string }>('location', 'create', '--name', name)
    const [gone, staying] = [await make('Gone'), await make('Staying')]
    for (const { id } of [gone, staying]) {
      await contactd.json('custom-field', 'create', '--location', id, '--name', 'Size', '--type', 'TEXT')
      await contactd.json('token', 'create', '--location', id, '--scopes', 'contacts.readonly')
    }
    expect(await contactd.json('location', 'delete', gone.id)).toEqual(gone)
    expect(await contactd.json('location', 'list')).toEqual([staying])
    const left = await contactd.json<{ locationId: string }[]>('custom-field', 'list')
    expect(left.map(({ locationId }) => locationId)).toEqual([staying.id])
    const tokens = await contactd.json<{ locationId: string }[]>('token', 'list')
    expect(tokens.map(({ locationId }) => locationId)).toEqual([staying.id])
    // No table except the audit log has a row of the location.
    const { audit_events: _, tokens: __, ...tables } = contentOf(contactd.file)
    expect(JSON.stringify(tables)).not.toContain(gone.id)
    expect(await contactd.json('audit', 'list')).toContainEqual(
      expect.objectContaining({ kind: 'location.deleted' }),
    )
    const { code, stdout } = await contactd.run(['location', 'delete', staying.id])
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^id +${staying.id}\nname +Staying\n`)),
    ])
  })

  test('refuses an unknown location', async () => {
    expect(await contactd.run(['location', 'delete', 'no'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'contactd: The location no does not exist. `contactd location list` shows all locations.\n',
    })
  })
})

test.each([
  [[], "required option '--name <text>' not specified"],
  [['--name', ' '], 'It must not be empty.'],
  [['--name', 'a\nb'], 'It must not contain control characters.'],
  [['--name', 'a'.repeat(256)], 'It must not be longer than 255 characters.'],
  [['--name', 'A', '--country', 'USA'], 'It is a two-letter country code such as US.'],
  [['--name', 'A', '--timezone', 'Mars/Base'], 'It is a time zone such as America/Chicago or UTC.'],
  [['--name', 'A', '--colour', 'red'], "unknown option '--colour'"],
  [['--name', 'A', 'more'], 'too many arguments'],
])('location create %j is a usage error', async (args, sentence) => {
  const { code, stdout, stderr } = await new CommandLine().run(['location', 'create', ...args])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})

describe('location list', () => {
  test('BR-370 reports a missing database, and creates none', async () => {
    const contactd = new CommandLine()
    const { code, stdout, stderr } = await contactd.run(['location', 'list'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      `contactd: The database ${contactd.file} does not exist: name another with --database, or create it with \`contactd migrate\`.\n`,
    )
    expect(readdirSync(contactd.folder)).toEqual([])
  })

  test('of a new database is an empty list', async () => {
    const contactd = new CommandLine()
    await contactd.run(['migrate'])
    expect(await contactd.json('location', 'list')).toEqual([])
    expect((await contactd.run(['location', 'list'])).stdout).toMatch(/^ID +NAME .*\n$/)
  })

  test('aligns its columns', async () => {
    const contactd = new CommandLine()
    await contactd.location('A')
    await contactd.location('A longer name')
    const { stdout } = await contactd.run(['location', 'list'])
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(new Set(lines.map((line) => line.search(/ (COUNTRY|US) /))).size).toBe(1)
  })
})
