import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CommandLine } from '../../../test/support/command-line.ts'
import { runProgram, temporaryFolder } from '../../../test/support/program.ts'

describe('variables', () => {
  test('replace the flags of location create', async () => {
    const contactd = new CommandLine()
    const { companyId } = await contactd.location()
    const { code, stdout } = await contactd.run(['location', 'create'], {
      CONTACTD_NAME: 'From the environment',
      CONTACTD_COMPANY: companyId,
      CONTACTD_COUNTRY: 'FR',
      CONTACTD_TIMEZONE: 'Europe/Paris',
      CONTACTD_ALLOW_DUPLICATES: '1',
      CONTACTD_JSON: 'true',
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'From the environment',
      companyId,
      country: 'FR',
      timezone: 'Europe/Paris',
      allowDuplicateContact: true,
    })
  })

  test('replace the flags of user, token and custom-field create', async () => {
    const contactd = new CommandLine()
    const { id: locationId } = await contactd.location()
    const env = { CONTACTD_LOCATION: locationId, CONTACTD_NAME: 'N', CONTACTD_JSON: '1' }
    const made = async (noun: string, more: Record<string, string>) =>
      JSON.parse((await contactd.run([noun, 'create'], { ...env, ...more })).stdout)
    expect(await made('user', { CONTACTD_EMAIL: 'n@example.com', CONTACTD_OWNER: 'yes' })).toMatchObject({
      name: 'N',
      email: 'n@example.com',
      role: 'admin',
    })
    expect(await made('token', { CONTACTD_SCOPES: 'contacts.readonly' })).toMatchObject({
      name: 'N',
      locationId,
      scopes: ['contacts.readonly'],
    })
    expect(await made('custom-field', { CONTACTD_TYPE: 'RADIO', CONTACTD_OPTIONS: 'a,b' })).toMatchObject({
      name: 'N',
      picklistOptions: ['a', 'b'],
    })
  })

  test('of a server are not the receiver of a webhook', async () => {
    const contactd = new CommandLine()
    const { id } = await contactd.location()
    const args = ['webhook', 'create', '--location', id, '--json']
    const { code, stderr } = await contactd.run(args, { CONTACTD_URL: 'http://127.0.0.1:4455' })
    expect(code).toBe(2)
    expect(stderr).toContain("required option '--url <url>' not specified")
    const made = await contactd.run(args, { CONTACTD_WEBHOOK_CREATE_URL: 'https://example.com/hook' })
    expect(JSON.parse(made.stdout)).toMatchObject({ url: 'https://example.com/hook' })
  })

  test('are overridden by the flags', async () => {
    const args = ['location', 'create', '--name', 'Flag', '--json']
    const { stdout } = await new CommandLine().run(args, { CONTACTD_NAME: 'Variable' })
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Flag' })
  })

  test.each(['', '0', 'false', 'No', 'OFF'])('disable a flag with %j', async (value) => {
    const contactd = new CommandLine()
    await contactd.run(['migrate'])
    const { code, stdout } = await contactd.run(['location', 'list'], { CONTACTD_JSON: value })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ID /)
  })

  test('that are empty count as missing', async () => {
    const env = { CONTACTD_COUNTRY: '', CONTACTD_COMPANY: '' }
    const { code, stdout } = await new CommandLine().run(['location', 'create', '--name', 'A', '--json'], env)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ country: 'US' })
  })

  test('with an invalid value are usage errors', async () => {
    const { code, stderr } = await new CommandLine().run(['location', 'create', '--name', 'A'], {
      CONTACTD_COUNTRY: 'Atlantis',
    })
    expect(code).toBe(2)
    expect(stderr).toContain("from env 'CONTACTD_COUNTRY' is invalid")
  })
})

describe('.env', () => {
  test('is read from the folder that the program starts in', async () => {
    const folder = temporaryFolder()
    await writeFile(join(folder, '.env'), 'CONTACTD_DATABASE=sqlite:./mine.db\nCONTACTD_JSON=1\n')
    const { code, stdout } = await runProgram(['migrate'], { folder })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toHaveProperty('applied')
    expect(existsSync(join(folder, 'mine.db'))).toBe(true)
  })

  test('is overridden by the environment', async () => {
    const contactd = new CommandLine()
    await writeFile(join(contactd.folder, '.env'), 'CONTACTD_NAME=File\n')
    const { stdout } = await contactd.run(['location', 'create', '--json'], { CONTACTD_NAME: 'Variable' })
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Variable' })
  })
})

test('the database is data/contactd.db by default', async () => {
  const folder = temporaryFolder()
  expect((await runProgram(['migrate'], { folder })).code).toBe(0)
  expect(existsSync(join(folder, 'data', 'contactd.db'))).toBe(true)
  expect((await runProgram(['location', 'list', '--json'], { folder })).stdout).toBe('[]\n')
})
