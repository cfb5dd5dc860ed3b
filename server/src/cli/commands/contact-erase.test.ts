import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()
let locationId: string
let ids: Record<string, string>
beforeAll(async () => {
  locationId = (await contactd.location()).id
  const rows = [
    'Email,First Name,City,Tags,Notes',
    'ada@erase.example,Adaqx,Townqx,"vip,onlyqx",Noteqx',
    'bo@example.com,Bo,Rome,vip,',
  ]
  writeFileSync(join(contactd.folder, 'contacts.csv'), `${rows.join('\n')}\n`)
  const events = ['--url', 'http://127.0.0.1:9/', '--location', locationId]
  await contactd.json('webhook', 'create', ...events)
  await contactd.json('contact', 'import', 'contacts.csv', '--location', locationId, '--events')
  const listed = await contactd.json<{ id: string; firstName: string }[]>('contact', 'list')
  ids = Object.fromEntries(listed.map((contact) => [contact.firstName, contact.id]))
})

const filesOf = () =>
  [contactd.file, `${contactd.file}-wal`]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'latin1').toLowerCase())
    .join('')

describe('BR-781 contactd contact export ID --all', () => {
  test('prints everything about one person as one JSON document', async () => {
    const { code, stdout, stderr } = await contactd.run(['contact', 'export', ids.Adaqx as string, '--all'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const person = JSON.parse(stdout)
    expect(person).toMatchObject({
      contact: { id: ids.Adaqx, firstName: 'Adaqx' },
      notes: [{ body: 'Noteqx' }],
      tasks: [],
      appointments: [],
      opportunities: [],
      campaigns: [],
      workflows: [],
      recurringTasks: [],
      documents: [],
      deliveries: [],
    })
    expect(person.events.map(({ type }: { type: string }) => type)).toContain('ContactCreate')
    expect(stdout).not.toContain('bo@example.com')
  })

  it.each([
    [['nobody', '--all'], 1, /The contact nobody does not exist/],
    [['nobody'], 2, /--all needs the id of a contact, and an id needs --all/],
    [['--all'], 2, /--all needs the id of a contact/],
    [[], 2, /required option '--location <id>' not specified/],
  ])('%j fails', async (args, code, sentence) => {
    const outcome = await contactd.run(['contact', 'export', ...args])
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' })
    expect(outcome.stderr).toMatch(sentence)
  })
})

describe('BR-780 contactd contact erase', () => {
  const secrets = ['ada@erase.example', 'adaqx', 'townqx', 'onlyqx', 'noteqx']

  test('leaves no byte of the person, and the others as they were', async () => {
    for (const secret of secrets) expect(filesOf()).toContain(secret)
    const before = await contactd.json('contact', 'get', ids.Bo as string)
    const { code, stdout, stderr } = await contactd.run(['contact', 'erase', ids.Adaqx as string])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /^Erased \w+: 1 contact, 1 note, 1 tag, \d events?\.\nBackups, copies and exports from before still have the person/,
    )
    for (const secret of [...secrets, (ids.Adaqx as string).toLowerCase()])
      expect(filesOf()).not.toContain(secret)
    expect(await contactd.json('contact', 'get', ids.Bo as string)).toEqual(before)
    expect(await contactd.json('contact', 'list')).toHaveLength(1)
  })

  test('--json prints what was erased; again, nothing', async () => {
    const { id, erased, remaining } = await contactd.json<{
      id: string
      erased: Record<string, number>
      remaining: string
    }>('contact', 'erase', ids.Adaqx as string, '--location', locationId)
    expect(id).toBe(ids.Adaqx)
    expect(Object.values(erased).every((count) => count === 0)).toBe(true)
    expect(remaining).toMatch(/^Backups/)
  })

  it.each([
    [['nobody'], /The contact nobody is unknown: `contactd contact list` shows the contacts/],
    [['nobody', '--location', 'nowhere'], /The location nowhere does not exist/],
  ])('%j fails', async (args, sentence) => {
    const outcome = await contactd.run(['contact', 'erase', ...args])
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 1, stdout: '' })
    expect(outcome.stderr).toMatch(sentence)
  })
})
