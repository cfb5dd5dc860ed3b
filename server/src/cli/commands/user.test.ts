import { spawnSync } from 'node:child_process'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'
import { launcher } from '../../../../test/support/program.ts'

const contactd = new CommandLine()
let location: { id: string; companyId: string }
beforeAll(async () => {
  location = await contactd.location()
})

const create = (...args: string[]) => ['user', 'create', '--location', location.id, ...args]

describe('user create', () => {
  test('creates a user of the location', async () => {
    const ada = await contactd.json(...create('--name', 'Ada', '--email', 'Ada@example.com'))
    expect(ada).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      name: 'Ada',
      email: 'Ada@example.com',
      role: 'user',
      type: 'account',
      companyId: location.companyId,
      locationIds: [location.id],
    })
    const owner = await contactd.json(...create('--name', 'Olu', '--email', 'olu@example.com', '--owner'))
    expect(owner).toMatchObject({ role: 'admin', type: 'agency' })
    expect(await contactd.json('user', 'list')).toEqual([ada, owner])
    const { stdout } = await contactd.run(['user', 'list'])
    expect(stdout).toMatch(/^ID .*\n\w{20} {2}Ada {3}Ada@example\.com {2}user .*\n\w{20} {2}Olu .*\n$/)
  })

  test('accepts an email once, in any case', async () => {
    const { code, stdout, stderr } = await contactd.run(create('--name', 'B', '--email', 'ADA@example.com'))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^contactd: The company has a user with the email ADA@example\.com already\.\n$/)
  })

  test('refuses an unknown location', async () => {
    const args = ['user', 'create', '--location', 'no', '--name', 'B', '--email', 'b@example.com']
    expect(await contactd.run(args)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'contactd: The location no does not exist. `contactd location list` shows all locations.\n',
    })
  })

  test.each([
    [['--email', 'b@example.com'], '--name'],
    [['--name', 'B'], '--email'],
    [['--name', 'B', '--email', 'nobody'], 'It is an email address such as ada@example.com.'],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stderr } = await contactd.run(create(...args))
    expect(code).toBe(2)
    expect(stderr).toContain(sentence)
  })
})

describe('user password', () => {
  const setPassword = (input: string | Buffer, ...args: string[]) =>
    spawnSync(launcher, ['user', 'password', ...args, '--database', contactd.database], {
      cwd: contactd.folder,
      input,
      encoding: 'utf8',
      timeout: 20_000,
    })
  const passwordHash = () => {
    const database = new Database(contactd.file, { readonly: true })
    const hash = database.prepare('SELECT password_hash FROM users WHERE name = ?').pluck().get('Pat')
    database.close()
    return hash
  }
  beforeAll(async () => {
    await contactd.json(...create('--name', 'Pat', '--email', 'pat@example.com'))
  })

  test('reads one line of stdin', () => {
    expect(passwordHash()).toBeNull()
    const { status, stdout, stderr } = setPassword('correct horse\n', 'PAT@example.com')
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '',
      stderr: 'The password of pat@example.com is set.\n',
    })
    expect(passwordHash()).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/)
  })

  test('prints the user, and no password', () => {
    const { status, stdout, stderr } = setPassword('battery staple', 'pat@example.com', '--json')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Pat', locationIds: [location.id] })
    expect(stdout).not.toMatch(/scrypt|battery/)
  })

  test('refuses a password that is too short, and changes nothing', () => {
    const before = passwordHash()
    const { status, stderr } = setPassword('seven77\n', 'pat@example.com')
    expect(status).toBe(1)
    expect(stderr).toBe('contactd: A password has 8 characters or more: choose a longer one.\n')
    expect(passwordHash()).toBe(before)
  })

  test('refuses an unknown user', () => {
    const { status, stderr } = setPassword('correct horse\n', 'nobody@example.com')
    expect(status).toBe(1)
    expect(stderr).toContain('No user has the email nobody@example.com. `contactd user list`')
  })

  test('requires an email', () => {
    const { status, stderr } = setPassword('')
    expect(status).toBe(2)
    expect(stderr).toContain("missing required argument 'email'")
  })
})

describe('user delete', () => {
  const listed = async () => (await contactd.json<{ id: string }[]>('user', 'list')).map(({ id }) => id)

  test('deletes a user by id or email, and prints the user', async () => {
    const gone = await contactd.json<{ id: string }>(
      ...create('--name', 'Gone', '--email', 'gone@example.com'),
    )
    const other = await contactd.json<{ id: string }>(
      ...create('--name', 'Other', '--email', 'o@example.com'),
    )
    expect(await contactd.json('user', 'delete', gone.id)).toEqual(gone)
    expect(await listed()).toContain(other.id)
    expect(await listed()).not.toContain(gone.id)
    const { code, stdout } = await contactd.run([
      'user',
      'delete',
      ' O@example.com',
      '--company',
      location.companyId,
    ])
    expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^id +${other.id}\nname +Other\n`))])
    expect(await listed()).not.toContain(other.id)
    expect(await contactd.json('audit', 'list')).toContainEqual(
      expect.objectContaining({ kind: 'user.deleted', details: { userId: gone.id } }),
    )
  })

  test.each([
    ['nobody', 'The user nobody does not exist.'],
    ['nobody@example.com', 'No user has the email nobody@example.com.'],
  ])('refuses an unknown user: %s', async (named, sentence) => {
    expect(await contactd.run(['user', 'delete', named])).toEqual({
      code: 1,
      stdout: '',
      stderr: `contactd: ${sentence} \`contactd user list\` shows all users.\n`,
    })
  })

  test('requires a user', async () => {
    expect((await contactd.run(['user', 'delete'])).code).toBe(2)
  })
})
