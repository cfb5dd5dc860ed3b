import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()
let ids: Record<string, string>
beforeAll(async () => {
  const { id } = await contactd.location()
  writeFileSync(
    join(contactd.folder, 'contacts.csv'),
    'Email,First Name\na@example.com,Al\nb@example.com,Bo\nc@example.com,Cy\nd@example.com,Di\n',
  )
  await contactd.json('contact', 'import', 'contacts.csv', '--location', id)
  const listed = await contactd.json<{ id: string; firstName: string }[]>('contact', 'list')
  ids = Object.fromEntries(listed.map((contact) => [contact.firstName, contact.id]))
})

const idOf = (name: string) => ids[name] as string

test('BR-773 contact duplicates lists the contacts that share an email or a phone', async () => {
  const other = new CommandLine()
  const { id } = await other.json<{ id: string }>('location', 'create', '--name', 'A', '--allow-duplicates')
  writeFileSync(
    join(other.folder, 'contacts.csv'),
    'Email,Phone,First Name\na@example.com,+12025550101,Al\nb@example.com,+12025550101,Bo\nc@example.com,,Cy\n',
  )
  await other.json('contact', 'import', 'contacts.csv', '--location', id, '--mode', 'create')
  const listed = await other.json<object[]>('contact', 'duplicates', '--location', id)
  expect(listed).toMatchObject([{ kind: 'phone', value: '+12025550101', total: 2 }])
  const { stdout } = await other.run(['contact', 'duplicates', '--location', id])
  expect(stdout).toMatch(/^EMAIL OR PHONE +CONTACT .*\n\+12025550101 .*\n\+12025550101 .*\n$/)
})

describe('BR-774 contactd contact merge', () => {
  test('prints the contact', async () => {
    const [al, bo] = [idOf('Al'), idOf('Bo')]
    const merged = await contactd.json('contact', 'merge', al, '--from', bo, '--fields', `{"email": "${bo}"}`)
    expect(merged).toMatchObject({
      id: al,
      firstName: 'Al',
      email: 'b@example.com',
      additionalEmails: [{ email: 'a@example.com' }],
    })
    expect(await contactd.json('contact', 'get', al)).toEqual(merged)
    expect((await contactd.run(['contact', 'get', bo])).code).toBe(1)
  })

  test('says what was merged', async () => {
    const [al, cy, di] = [idOf('Al'), idOf('Cy'), idOf('Di')]
    const { code, stdout, stderr } = await contactd.run(['contact', 'merge', al, '--from', `${cy},${di}`])
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: `Merged ${cy}, ${di} into ${al} (Al).\n`,
    })
  })

  test('merges more contacts than a request takes', async () => {
    const many = new CommandLine()
    const { id } = await many.location()
    const names = Array.from({ length: 25 }, (_, index) => `Twin ${index}\n`).join('')
    writeFileSync(join(many.folder, 'contacts.csv'), `First Name\n${names}`)
    await many.json('contact', 'import', 'contacts.csv', '--location', id)
    const [first, ...others] = (await many.json<{ id: string }[]>('contact', 'list')).map((one) => one.id)
    await many.json('contact', 'merge', first as string, '--from', others.join(','))
    expect(await many.json('contact', 'list')).toMatchObject([{ id: first }])
  })

  test('prints no control characters of a name', async () => {
    const { id } = await contactd.location()
    const lines = [{ firstName: '\u001b[2JEd' }, { firstName: 'Fi' }].map((contact, index) =>
      JSON.stringify({ ...contact, email: `name${index}@example.com` }),
    )
    writeFileSync(join(contactd.folder, 'names.jsonl'), lines.join('\n'))
    await contactd.json('contact', 'import', 'names.jsonl', '--location', id)
    const listed = await contactd.json<{ id: string; name: string }[]>('contact', 'list', '--location', id)
    const [ed, fi] = ['\u001b[2JEd', 'Fi'].map(
      (name) => listed.find((contact) => contact.name === name)?.id ?? '',
    )
    const { stderr } = await contactd.run(['contact', 'merge', `${ed}`, '--from', `${fi}`])
    expect(stderr).toBe(`Merged ${fi} into ${ed} (\uFFFD[2JEd).\n`)
  })

  it.each([
    [['nobody', '--from', 'x'], 1, /The contact nobody does not exist/],
    [['AL', '--from', 'x'], 1, /Contact not found for id:x/],
    [['AL', '--from', 'AL'], 1, /from must not contain the contact itself/],
    [['AL', '--from', 'x', '--fields', '[]'], 2, /It is an object in JSON/],
    [['AL'], 2, /--from/],
  ])('%j fails', async (args, code, sentence) => {
    const outcome = await contactd.run([
      'contact',
      'merge',
      ...args.map((arg) => (arg === 'AL' ? idOf('Al') : arg)),
    ])
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' })
    expect(outcome.stderr).toMatch(sentence)
  })
})
