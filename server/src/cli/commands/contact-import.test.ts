import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()
let locationId: string
beforeAll(async () => {
  locationId = (await contactd.location()).id
  writeFileSync(join(contactd.folder, 'contacts.csv'), 'Email,First Name\na@example.com,Al\n,\nnobody,\n')
})

const bring = (...args: string[]) => ['contact', 'import', 'contacts.csv', '--location', locationId, ...args]

describe('BR-752 contactd contact import', () => {
  test('BR-749 --dry-run says what would change, and changes nothing', async () => {
    const preview = { rows: 2, created: 1, updated: 0, unchanged: 0, rejected: 1, warnings: 0 }
    expect(await contactd.json(...bring('--dry-run'))).toEqual(preview)
    expect(await contactd.json(...bring('--dry-run'))).toEqual(preview)
  })

  test('prints the counts, and warnings on stderr', async () => {
    const { code, stdout, stderr } = await contactd.run(bring('--json', '--rejects', 'rejected.csv'))
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      rows: 2,
      created: 1,
      updated: 0,
      unchanged: 0,
      rejected: 1,
      warnings: 0,
    })
    expect(stderr).toContain(
      'contacts.csv: UTF-8, separated by commas.\nRow 2 refused: email "nobody" is no address; Contacts without email',
    )
    expect(readFileSync(join(contactd.folder, 'rejected.csv'), 'utf8')).toMatch(
      /^Email,First Name,contactd_error\nnobody,,"email ""nobody"" is no address; Contacts without email/,
    )
  })

  test('without --json it prints a sentence on stderr', async () => {
    const { code, stdout, stderr } = await contactd.run(bring())
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('\n2 rows, 0 new, 0 updated, 1 unchanged, 1 refused; 0 warnings.\n')
  })

  test('a preview says what columns mean, and that nothing was written', async () => {
    writeFileSync(join(contactd.folder, 'one.csv'), 'Mail,Given,Plan,Size\nc@example.com,Cy,Gold,9\n')
    const args = ['one.csv', '--location', locationId, '--dry-run', '--map', '{"Given": "firstName"}']
    const { stderr } = await contactd.run(['contact', 'import', ...args])
    expect(stderr).toContain('Columns: Mail → email, Given → firstName, Plan → customField:Plan, Size →')
    expect(stderr).toContain(
      '\nNothing was written. An import would have: 1 row, 1 new, 0 updated, 0 unchanged, 0 refused; 1 warning.\n',
    )
  })

  test('--country is that of phones in rows without one', async () => {
    writeFileSync(
      join(contactd.folder, 'phones.csv'),
      'First Name,Phone,Country\nDe,030 901820,\nUs,(201) 555-0123,US\nPlus,+442079460000,\n',
    )
    const counts = await contactd.json(
      ...['contact', 'import', 'phones.csv', '--location', locationId, '--country', 'de'],
    )
    expect(counts).toMatchObject({ created: 3, warnings: 0 })
    const listed = await contactd.json<{ firstName: string; phone?: string }[]>('contact', 'list')
    const phones = Object.fromEntries(listed.map(({ firstName, phone }) => [firstName, phone]))
    expect(phones).toMatchObject({ De: '+4930901820', Us: '+12015550123', Plus: '+442079460000' })
    const { code, stderr } = await contactd.run(bring('--country', 'Germany'))
    expect(code).toBe(2)
    expect(stderr).toContain('two-letter country code')
  })

  test('--strict ends with 1 if a row was refused', async () => {
    const { code, stdout } = await contactd.run(bring('--strict', '--json'))
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ unchanged: 1, rejected: 1 })
  })

  test('a mapping may be a file', async () => {
    writeFileSync(join(contactd.folder, 'mapping.json'), '{"First Name": "lastName"}')
    expect(await contactd.json(...bring('--map', 'mapping.json'))).toMatchObject({ updated: 1 })
  })

  test.each([
    [['--rejects', 'contacts.csv'], /The refused rows would overwrite the file/],
    [['--rejects', 'none/r.csv'], /none\/r\.csv does not exist/],
    [['--map', 'none.json'], /The mapping none\.json is neither JSON nor a file/],
    [['--map', '{"Email": "e"}'], /The mapping of "Email" is unknown/],
    [['--location', 'nowhere'], /The location nowhere does not exist/],
  ])('%j fails', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(bring(...args))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(sentence)
  })

  test.runIf(existsSync('/dev/null')).each(['-', '/dev/null'])(
    '%s can not be read several times',
    async (file) => {
      const { code, stderr } = await contactd.run(['contact', 'import', file, '--location', locationId])
      expect(code).toBe(1)
      expect(stderr).toMatch(/reads its file several times.*save it as a file/)
    },
  )

  test('--rejects keeps a file that is none of an import', async () => {
    const own = join(contactd.folder, 'own.csv')
    writeFileSync(own, 'Email\na@example.com\n')
    const { code, stderr } = await contactd.run(bring('--rejects', 'own.csv'))
    expect(code).toBe(1)
    expect(stderr).toMatch(/own\.csv exists and has no refused rows/)
    expect(readFileSync(own, 'utf8')).toBe('Email\na@example.com\n')
    expect((await contactd.run(bring('--rejects', 'rejected.csv'))).code).toBe(0)
    expect((await contactd.run(bring('--rejects', 'rejected.csv'))).code).toBe(0)
  })

  test('a missing file fails', async () => {
    const { code, stderr } = await contactd.run(['contact', 'import', 'none.csv', '--location', locationId])
    expect(code).toBe(1)
    expect(stderr).toMatch(/none\.csv does not exist/)
  })

  test('an unknown mode is a usage error', async () => {
    const { code, stderr } = await contactd.run(bring('--mode', 'merge'))
    expect(code).toBe(2)
    expect(stderr).toContain('Allowed choices are create, update, upsert.')
  })

  test('a preview makes no database', async () => {
    const database = join(contactd.folder, 'none.db')
    const { code } = await contactd.run(bring('--dry-run', '--database', `sqlite:${database}`))
    expect(code).toBe(1)
    expect(existsSync(database)).toBe(false)
  })
})
