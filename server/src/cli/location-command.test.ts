import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'

const id = expect.stringMatching(/^[A-Za-z0-9]{20}$/)
const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

describe('location create', () => {
  const contactd = new CommandLine()

  test('makes a location, and a company for the first', async () => {
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

  test('prints a field a line', async () => {
    const { code, stdout } = await contactd.run(['location', 'create', '--name', 'Three'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^id +[A-Za-z0-9]{20}\nname +Three\ncompanyId +\w{20}\ncountry +US\n/)
  })

  test('knows no company that is not there', async () => {
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
      'contactd: There is no company no. `contactd location list` shows the companies of the locations.\n',
    )
  })
})

test.each([
  [[], "required option '--name <text>' not specified"],
  [['--name', ' '], 'It must not be empty.'],
  [['--name', 'a\nb'], 'It must not hold control characters.'],
  [['--name', 'a'.repeat(256)], 'It must not be longer than 255 characters.'],
  [['--name', 'A', '--country', 'USA'], 'It is a two-letter country code such as US.'],
  [['--name', 'A', '--timezone', 'Mars/Base'], 'It is a time zone such as America/Chicago or UTC.'],
  [['--name', 'A', '--colour', 'red'], "unknown option '--colour'"],
  [['--name', 'A', 'more'], 'too many arguments'],
])('location create %j is wrong usage', async (args, sentence) => {
  const { code, stdout, stderr } = await new CommandLine().run(['location', 'create', ...args])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})

describe('location list', () => {
  test('of an empty database is an empty list', async () => {
    const contactd = new CommandLine()
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
    expect(new Set(lines.map((line) => line.search(/COUNTRY|US/))).size).toBe(1)
  })
})
