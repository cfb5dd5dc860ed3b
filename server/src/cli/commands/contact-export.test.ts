import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { maxListed } from '../list-limit.ts'

const contactd = new CommandLine()
let locationId: string
let ids: string[]
beforeAll(async () => {
  locationId = (await contactd.location()).id
  const rows = [
    'Email,First Name,Tags',
    'a@example.com,Al,vip',
    'b@example.com,Bo,',
    'c@example.com,Cy,"vip,x"',
  ]
  writeFileSync(join(contactd.folder, 'contacts.csv'), `${rows.join('\n')}\n`)
  await contactd.json('contact', 'import', 'contacts.csv', '--location', locationId)
  ids = (await contactd.json<{ id: string }[]>('contact', 'list')).map(({ id }) => id)
})

interface Listed {
  id: string
  firstName: string
  tags: string[]
}
const vip = '[{"field": "tags", "operator": "eq", "value": "vip"}]'

describe('BR-760 contactd contact list, contactd contact get', () => {
  test('a list of contacts, as the API returns them, by id', async () => {
    const listed = await contactd.json<Listed[]>('contact', 'list', '--location', locationId)
    expect(listed.map(({ firstName }) => firstName).sort()).toEqual(['Al', 'Bo', 'Cy'])
    expect(ids).toEqual([...ids].sort())
    expect(maxListed).toBeGreaterThan(listed.length)
  })

  test('those that match a search', async () => {
    const found = await contactd.json<Listed[]>('contact', 'list', '--filters', vip, '--query', 'c@')
    expect(found).toMatchObject([{ firstName: 'Cy', tags: ['vip', 'x'] }])
    expect(await contactd.json('contact', 'list', '--query', 'nobody')).toEqual([])
  })

  test('as a table', async () => {
    const { stdout } = await contactd.run(['contact', 'list', '--filters', vip])
    expect(stdout).toMatch(/^ID +NAME +EMAIL +PHONE +TAGS +ADDED\n/)
    expect(stdout.trim().split('\n')).toHaveLength(3)
  })

  test('one contact, as JSON or as lines', async () => {
    const id = ids[0] as string
    const one = await contactd.json<Listed>('contact', 'get', id)
    expect(one).toMatchObject({ id, locationId })
    expect((await contactd.run(['contact', 'get', id])).stdout).toMatch(
      new RegExp(`^id +${id}\nname +${one.firstName}\n`),
    )
  })

  it.each([
    [
      ['get', 'nobody'],
      1,
      /The contact nobody does not exist\. `contactd contact list` shows the contacts\./,
    ],
    [['get', 'nobody', '--location', 'nowhere'], 1, /The location nowhere has no contact nobody\./],
    [['list', '--location', 'nowhere'], 1, /The location nowhere does not exist/],
    [['list', '--filters', 'tags'], 2, /It is a list of conditions in JSON/],
    [['list', '--filters', '{"field": "x", "operator": "eq", "value": 1}'], 1, /x/],
  ])('%j fails', async (args, code, sentence) => {
    const outcome = await contactd.run(['contact', ...args])
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' })
    expect(outcome.stderr).toMatch(sentence)
  })
})

describe('BR-765 contactd contact export', () => {
  const exported = (...args: string[]) =>
    contactd.run(['contact', 'export', '--location', locationId, ...args])

  test('prints CSV, and nothing else', async () => {
    const { code, stdout, stderr } = await exported('--filters', vip)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\r\n')).toHaveLength(4)
    expect(stdout).toContain('a@example.com')
    expect(stdout).not.toContain('b@example.com')
  })

  test('writes a file of the format that its name says, and replaces it', async () => {
    const file = join(contactd.folder, 'out', 'all.jsonl')
    mkdirSync(join(contactd.folder, 'out'))
    writeFileSync(file, 'before')
    symlinkSync(file, join(contactd.folder, 'link.jsonl'))
    const { code, stdout, stderr } = await exported('--output', 'link.jsonl')
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'link.jsonl: 3 contacts.\n' })
    expect(
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(ids)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(contactd.folder, 'out'))).toEqual(['all.jsonl'])
    expect((await exported('--output', 'cards.vcf', '--vcard-version', '4.0')).code).toBe(0)
    expect(readFileSync(join(contactd.folder, 'cards.vcf'), 'utf8').match(/VERSION:4\.0/g)).toHaveLength(3)
  })

  test('a failure leaves the file as it was', async () => {
    const file = join(contactd.folder, 'kept.csv')
    writeFileSync(file, 'before')
    const before = readdirSync(contactd.folder)
    const { code, stderr } = await exported('--output', 'kept.csv', '--filters', '[{"field": "x"}]')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "contactd: The search can't be read: filters.0.operator must be a string.\n",
    })
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect(readdirSync(contactd.folder)).toEqual(before)
  })

  test('a name of another format is refused, unless --format says what it is', async () => {
    const { code, stderr } = await exported('--output', 'all.xlsx')
    expect(code).toBe(1)
    expect(stderr).toMatch(/The name of all\.xlsx does not tell its format: add --format csv, jsonl or vcf\./)
    expect(existsSync(join(contactd.folder, 'all.xlsx'))).toBe(false)
    expect((await exported('--output', 'all.data', '--format', 'csv')).code).toBe(0)
  })

  test('a folder that does not exist fails', async () => {
    const { code, stderr } = await exported('--output', 'none/all.csv')
    expect(code).toBe(1)
    expect(stderr).toMatch(/none\/all\.csv does not exist: name an existing one\./)
    expect(existsSync(join(contactd.folder, 'none'))).toBe(false)
  })

  test.runIf(existsSync('/dev/null'))('a device is written to', async () => {
    expect((await exported('--output', '/dev/null')).code).toBe(0)
    expect(statSync('/dev/null').isFile()).toBe(false)
  })
})
