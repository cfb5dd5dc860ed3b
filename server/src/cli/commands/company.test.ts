import { beforeAll, describe, expect, test } from 'vitest'
import { runHere } from '../../../../test/support/command-line.ts'
import { temporaryFolder } from '../../../../test/support/program.ts'

const database = `sqlite:${temporaryFolder()}/contactd.db`
const run = (...args: string[]) => runHere([...args, '--database', database])
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout)

describe('contactd company', () => {
  let acme: { id: string }
  let other: { id: string }
  beforeAll(async () => {
    acme = await json('company', 'create', '--name', ' Acme Agency ')
  })

  test('create creates one, and list shows it', async () => {
    expect(acme).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      name: 'Acme Agency',
      dateAdded: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(await json('company', 'list')).toEqual([acme])
  })

  test('BR-488 create takes a profile, and list has it', async () => {
    const own = `sqlite:${temporaryFolder()}/contactd.db`
    const runOwn = (...args: string[]) => runHere([...args, '--database', own])
    const details = [
      '--phone',
      '+1 202',
      '--email',
      ' a@example.com',
      '--postal-code',
      '94304',
      '--country',
      'us',
    ]
    const created = await runOwn('company', 'create', '--name', 'A', ...details, '--json')
    const company = JSON.parse(created.stdout)
    expect(Object.entries(company).slice(1, -1)).toEqual([
      ['name', 'A'],
      ['email', 'a@example.com'],
      ['phone', '+1 202'],
      ['postalCode', '94304'],
      ['country', 'US'],
    ])
    expect(JSON.parse((await runOwn('company', 'list', '--json')).stdout)).toEqual([company])
    expect(await runOwn('company', 'create', '--name', 'B', '--timezone', 'Mars')).toMatchObject({ code: 2 })
  })

  test('a location belongs to the only company; with several, one must be named', async () => {
    const create = ['location', 'create', '--name', 'A']
    expect(await json(...create)).toMatchObject({ companyId: acme.id })
    other = await json('company', 'create', '--name', 'Other')
    const { code, stdout, stderr } = await run(...create)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      'contactd: There are several companies: name the one that the location belongs to with --company.\n',
    )
    expect(await json(...create, '--company', other.id)).toMatchObject({ companyId: other.id })
    expect((await run('company', 'list')).stdout).toMatch(
      /^ID +NAME +ADDED\n.* Acme Agency .*\n.* Other .*\n$/,
    )
  })

  test('BR-379 two companies have users with the same email, and user password asks for the company', async () => {
    const locations: { id: string }[] = await json('location', 'list')
    for (const { id } of locations)
      expect(
        await json('user', 'create', '--location', id, '--name', 'Ada', '--email', 'ada@example.com'),
      ).toMatchObject({
        email: 'ada@example.com',
      })
    const again = await run(
      ...[
        'user',
        'create',
        '--location',
        locations[0]?.id ?? '',
        '--name',
        'B',
        '--email',
        'Ada@Example.com',
      ],
    )
    expect(again).toMatchObject({
      code: 1,
      stderr: 'contactd: The company has a user with the email Ada@Example.com already.\n',
    })
    expect(await run('user', 'password', 'ada@example.com')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'Users of 2 companies have the email ada@example.com: name one with --company.',
      ),
    })
    expect(await run('user', 'password', 'ada@example.com', '--company', 'no')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No user has the email ada@example.com in the company no.'),
    })
  })
})
