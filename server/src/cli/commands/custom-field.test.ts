import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { customFieldTypes } from '../../api/custom-fields/custom-field.ts'

const contactd = new CommandLine()
let locationId: string
beforeAll(async () => {
  locationId = (await contactd.location()).id
})

const create = (...args: string[]) => ['custom-field', 'create', '--location', locationId, ...args]

describe('custom-field create', () => {
  test('creates a field with options', async () => {
    const field = await contactd.json(
      ...create('--name', 'My Plan!', '--type', 'SINGLE_OPTIONS', '--options', 'Basic, Plus'),
    )
    expect(field).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      name: 'My Plan!',
      fieldKey: 'contact.my_plan',
      placeholder: '',
      dataType: 'SINGLE_OPTIONS',
      position: 0,
      picklistOptions: ['Basic', 'Plus'],
      locationId,
      model: 'contact',
      dateAdded: expect.stringMatching(/Z$/),
    })
  })

  test('creates the rows of a TEXTBOX_LIST', async () => {
    const field = await contactd.json(
      ...create('--name', 'Rows', '--type', 'TEXTBOX_LIST', '--options', 'a,b'),
    )
    expect(field).toMatchObject({ picklistOptions: [{ label: 'a' }, { label: 'b' }] })
  })

  test('prints the key and the options', async () => {
    const args = create('--name', 'Colour', '--type', 'radio', '--options', 'red,blue')
    const { code, stdout } = await contactd.run(args)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^id .*\nname +Colour\nfieldKey +contact\.colour\ndataType +RADIO\noptions +red,blue\nlocationId .*\n$/,
    )
  })

  test('reports that the location has the key', async () => {
    const args = create('--name', 'Twice', '--type', 'TEXT')
    expect((await contactd.run(args)).code).toBe(0)
    const { code, stderr } = await contactd.run(args)
    expect([code, stderr]).toEqual([1, expect.stringContaining('Custom field already exists')])
  })

  test('refuses an unknown location', async () => {
    const args = ['custom-field', 'create', '--location', 'no', '--name', 'X', '--type', 'TEXT']
    const { code, stderr } = await contactd.run(args)
    expect(code).toBe(1)
    expect(stderr).toContain('The location no does not exist. `contactd location list`')
  })

  test.each([
    [['--type', 'TEXT'], "required option '--name <text>' not specified"],
    [['--name', 'X'], "required option '--type <type>' not specified"],
    [['--name', 'X', '--type', 'MONETARY'], `The types are ${customFieldTypes.join(', ')}.`],
    [['--name', 'X', '--type', 'TEXT', '--options', 'a'], 'a field of type TEXT has no --options'],
    [['--name', 'X', '--type', 'RADIO', '--options', ','], 'It must not be empty.'],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(create(...args))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(sentence)
  })
})

test('custom-field list lists those of a location, or all', async () => {
  const own = new CommandLine()
  const [here, there] = [await own.location('Here'), await own.location('There')]
  const field = (location: string, name: string) =>
    own.json('custom-field', 'create', '--location', location, '--name', name, '--type', 'TEXT')
  const [one, two] = [await field(here.id, 'One'), await field(there.id, 'Two')]
  expect(await own.json('custom-field', 'list')).toEqual([one, two])
  expect(await own.json('custom-field', 'list', '--location', there.id)).toEqual([two])
  expect((await own.run(['custom-field', 'list'])).stdout).toMatch(
    /^ID .*\n\w{20} {2}One {3}contact\.one .*\n\w{20} {2}Two {3}contact\.two .*\n$/,
  )
  expect((await own.run(['custom-field', 'list', '--location', 'no'])).code).toBe(1)
})
