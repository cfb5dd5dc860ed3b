import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

const contactd = new CommandLine()
let locationId: string
beforeAll(async () => {
  locationId = (await contactd.location()).id
})

describe.each(['campaign', 'workflow'])('contactd %s', (noun) => {
  const create = (...args: string[]) => [noun, 'create', '--location', locationId, ...args]

  test('BR-222 creates and lists them', async () => {
    const made = await contactd.json(...create('--name', ' Welcome '))
    expect(made).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      name: 'Welcome',
      status: 'published',
      locationId,
      dateAdded: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
    const draft = await contactd.json(...create('--name', 'Later', '--status', 'draft'))
    expect(await contactd.json(noun, 'list', '--location', locationId)).toEqual([made, draft])
    expect((await contactd.run([noun, 'list', '--location', locationId])).stdout).toMatch(
      /^ID +NAME +STATUS +ADDED\n\w{20} {2}Welcome {2}published .*\n\w{20} {2}Later {4}draft .*\n$/,
    )
  })

  test('prints what it created', async () => {
    const { code, stdout } = await contactd.run(create('--name', 'Welcome'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^id .*\nname +Welcome\nstatus +published\nlocationId .*\ndateAdded .*\n$/)
  })

  test('refuses an unknown location', async () => {
    for (const args of [
      [noun, 'create', '--location', 'no', '--name', 'X'],
      [noun, 'list', '--location', 'no'],
    ]) {
      const { code, stdout, stderr } = await contactd.run(args)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain('The location no does not exist. `contactd location list`')
    }
  })

  test.each([
    [[], "required option '--name <text>' not specified"],
    [['--name', ' '], 'It must not be empty.'],
    [['--name', 'X', '--status', 'on'], 'Allowed choices are draft, published.'],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(create(...args))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(sentence)
  })
})
