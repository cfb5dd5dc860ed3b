import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()
let locationId: string
beforeAll(async () => {
  locationId = (await contactd.location()).id
})

const create = (...args: string[]) => ['template', 'create', '--location', locationId, ...args]
const sms = ['--type', 'sms', '--name', ' Welcome ']
const email = ['--type', 'email', '--name', 'Offer']

describe('contactd template', () => {
  test('BR-499 creates and lists them', async () => {
    const base = {
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      dateAdded: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      locationId,
    }
    const first = await contactd.json(...create(...sms, '--body', 'Hello!'))
    expect(first).toEqual({
      ...base,
      name: 'Welcome',
      type: 'sms',
      template: { body: 'Hello!', attachments: [] },
      urlAttachments: [],
    })
    const second = await contactd.json(...create(...email, '--subject', 'New', '--html', '<p>New</p>'))
    expect(second).toEqual({
      ...base,
      name: 'Offer',
      type: 'email',
      template: { subject: 'New', attachments: [], html: '<p>New</p>' },
    })
    const listed = await contactd.json<{ name: string }[]>('template', 'list', '--location', locationId)
    expect(listed.map(({ name }) => name).sort()).toEqual(['Offer', 'Welcome'])
    expect((await contactd.run(['template', 'list', '--location', locationId])).stdout).toMatch(
      /^ID +NAME +TYPE +ADDED\n\w{20} {2}\w+ +(sms|email) .*\n\w{20} .*\n$/,
    )
  })

  test('prints what it created', async () => {
    const { code, stdout } = await contactd.run(create(...sms, '--body', 'Hello!'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^id .*\nname +Welcome\ntype +sms\nlocationId .*\ndateAdded .*\n$/)
  })

  test('refuses an unknown location', async () => {
    for (const args of [
      ['template', 'create', '--location', 'no', ...sms, '--body', 'x'],
      ['template', 'list', '--location', 'no'],
    ]) {
      const { code, stdout, stderr } = await contactd.run(args)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain('The location no does not exist. `contactd location list`')
    }
  })

  const ofSms = 'a template of type sms has a --body, and no --subject or --html'
  const ofEmail = 'a template of type email has a --subject and --html, and no --body'
  test.each([
    [['--name', 'X'], "required option '--type <type>' not specified"],
    [['--type', 'whatsapp', '--name', 'X'], 'Allowed choices are sms, email.'],
    [['--type', 'sms', '--body', 'x'], "required option '--name <text>' not specified"],
    [[...sms, '--body', ' '], 'It must not be empty.'],
    [sms, ofSms],
    [[...sms, '--body', 'x', '--html', 'x'], ofSms],
    [[...email, '--subject', 'x'], ofEmail],
    [[...email, '--subject', 'x', '--html', 'x', '--body', 'x'], ofEmail],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(create(...args))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(sentence)
  })
})
