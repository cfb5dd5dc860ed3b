import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

interface Token {
  id: string
  token: string
}

const id = expect.stringMatching(/^[A-Za-z0-9]{20}$/)
const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const uuidToken = /^pit-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const contactd = new CommandLine()
let location: { id: string; companyId: string }
beforeAll(async () => {
  location = await contactd.location()
})

const create = (...args: string[]) => ['token', 'create', ...args]

describe('token create', () => {
  test('creates a token for a location', async () => {
    const made = await contactd.json<Token>(
      ...create('--location', location.id, '--scopes', 'contacts.readonly, contacts.write,contacts.write'),
    )
    expect(made).toEqual({
      id,
      token: expect.stringMatching(uuidToken),
      name: 'Private integration',
      scopes: ['contacts.readonly', 'contacts.write'],
      companyId: location.companyId,
      locationId: location.id,
    })
  })

  test('creates a token for a company', async () => {
    const args = ['--company', location.companyId, '--scopes', 'contacts.readonly', '--name', 'CRM sync']
    expect(await contactd.json(...create(...args))).toEqual({
      id,
      token: expect.stringMatching(uuidToken),
      name: 'CRM sync',
      scopes: ['contacts.readonly'],
      companyId: location.companyId,
    })
  })

  test('prints only the token on the last line, and says that it is shown once', async () => {
    const args = create('--location', location.id, '--scopes', 'contacts.readonly')
    const { code, stdout, stderr } = await contactd.run(args)
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(uuidToken)
    expect(stderr).toBe('The token is shown this once:\n')
  })

  test('stores only a hash', async () => {
    const { id: tokenId, token } = await contactd.json<Token>(
      ...create('--location', location.id, '--scopes', 'contacts.readonly'),
    )
    const database = new Database(contactd.file, { readonly: true })
    const row = database.prepare('SELECT * FROM tokens WHERE id = ?').get(tokenId)
    database.close()
    expect(JSON.stringify(row)).toContain(tokenId)
    expect(JSON.stringify(row)).not.toContain(token.slice('pit-'.length))
  })

  test.each([
    ['--location', '`contactd location list` shows all locations.'],
    ['--company', '`contactd company list` shows all companies.'],
  ])('refuses an unknown %s', async (option, advice) => {
    const { code, stdout, stderr } = await contactd.run(create(option, 'no', '--scopes', 'contacts.readonly'))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(`contactd: The ${option.slice(2)} no does not exist. ${advice}\n`)
  })

  const scopes = ['--scopes', 'contacts.readonly']
  test.each([
    [scopes, 'give either --location or --company'],
    [['--location', 'a', '--company', 'b', ...scopes], 'give either --location or --company'],
    [['--location', 'a'], "required option '--scopes <list>' not specified"],
    [['--location', 'a', '--scopes', ' , '], 'It must not be empty.'],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(create(...args))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(sentence)
  })

  test('BR-184 refuses unknown scopes', async () => {
    const { code, stdout, stderr } = await contactd.run(
      create('--location', location.id, '--scopes', 'contacts.readonly,contacts.delete'),
    )
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(
      'The scope "contacts.delete" does not exist. The scopes are contacts.readonly, contacts.write, locations.readonly',
    )
  })

  test('gives the command line precedence over the environment', async () => {
    const args = create('--company', location.companyId, ...scopes, '--json')
    const { code, stdout } = await contactd.run(args, { CONTACTD_LOCATION: location.id })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).not.toHaveProperty('locationId')
  })

  test('ignores a location in the environment if a company is named', async () => {
    const env = { CONTACTD_LOCATION: location.id, CONTACTD_COMPANY: location.companyId }
    expect((await contactd.run(create(...scopes), env)).code).toBe(2)
  })
})

describe('token list and token revoke', () => {
  test('BR-183 show what was created and revoked, and no token', async () => {
    const own = new CommandLine()
    const { id: locationId, companyId } = await own.location()
    const args = ['--location', locationId, '--scopes', 'contacts.write', '--name', 'sync']
    const { id: tokenId, token } = await own.json<Token>(...create(...args))
    const live = {
      ...{ id: tokenId, name: 'sync', scopes: ['contacts.write'], companyId, locationId },
      dateAdded: isoDate,
    }
    expect(await own.json('token', 'list')).toEqual([live])

    const revoked = { ...live, dateRevoked: isoDate }
    const first = await own.json('token', 'revoke', tokenId)
    expect(first).toEqual(revoked)
    expect(await own.json('token', 'list')).toEqual([revoked])
    const { stdout } = await own.run(['token', 'list'])
    expect(stdout).toMatch(/^ID .*REVOKED .*\n\w{20} {2}sync .*contacts\.write\n$/)
    expect(stdout).not.toContain(token)
    // The second revocation changes nothing, not even the date.
    expect(await own.json('token', 'revoke', tokenId)).toEqual(first)
  })

  test('refuse an unknown token', async () => {
    expect(await contactd.run(['token', 'revoke', 'no'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'contactd: The token no does not exist. `contactd token list` shows all tokens.\n',
    })
    expect((await contactd.run(['token', 'revoke'])).code).toBe(2)
  })
})
