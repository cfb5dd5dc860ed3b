import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from '../../../../test/support/command-line.ts'

interface MadeApp {
  clientId: string
  clientSecret: string
}

const clientId = expect.stringMatching(/^[0-9a-f]{24}-[0-9a-z]{8}$/)
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const unknownApp = 'contactd: The app no does not exist. `contactd app list` shows all apps.\n'

const contactd = new CommandLine()
let location: { id: string; companyId: string }
beforeAll(async () => {
  location = await contactd.location()
})

const create = (...args: string[]) => ['app', 'create', '--name', 'CRM', ...args]
const uris = ['--redirect-uri', 'http://localhost:3000/callback', '--redirect-uri', 'https://a.example/cb']
const newApp = (at = contactd) => at.json<MadeApp>(...create(...uris, '--scopes', 'contacts.write'))

/** The content of the database as one text. */
function stored(at: CommandLine, sql: string, ...params: string[]): string {
  const database = new Database(at.file, { readonly: true })
  try {
    return JSON.stringify(database.prepare(sql).all(...params))
  } finally {
    database.close()
  }
}

describe('app create', () => {
  test('BR-100 creates an app with a client id, a secret and its redirect URIs', async () => {
    const args = [...uris, ...uris.slice(0, 2), '--scopes', 'contacts.readonly, contacts.write']
    expect(await contactd.json(...create(...args))).toEqual({
      clientId,
      clientSecret: expect.stringMatching(uuid),
      name: 'CRM',
      redirectUris: ['http://localhost:3000/callback', 'https://a.example/cb'],
      scopes: ['contacts.readonly', 'contacts.write'],
      dateAdded: isoDate,
    })
  })

  test('prints only the secret on the last line, and says that it is shown once', async () => {
    const { code, stdout, stderr } = await contactd.run(create(...uris, '--scopes', 'contacts.write'))
    expect(code).toBe(0)
    const secret = stdout.trimEnd().split('\n').at(-1) ?? ''
    expect(secret).toMatch(uuid)
    expect(stdout.split(secret)).toHaveLength(2)
    expect(stderr).toBe('The client secret is shown this once:\n')
  })

  test('BR-709 creates it with a webhook, whose secret is shown once and stored encrypted', async () => {
    const url = 'https://app.example.com/events'
    const args = create(...uris, '--scopes', 'contacts.readonly', '--webhook-url', url)
    const made = await contactd.json<MadeApp & { webhookSecret: string }>(...args)
    expect(made).toMatchObject({
      webhookUrl: url,
      webhookSecret: expect.stringMatching(/^whsec_[\w+/]{32}$/),
    })
    const listed = await contactd.json<MadeApp[]>('app', 'list')
    expect(listed.find((app) => app.clientId === made.clientId)).toMatchObject({ webhookUrl: url })
    expect(JSON.stringify(listed)).not.toContain('whsec_')
    await contactd.json('app', 'install', made.clientId, '--location', location.id)
    const row = stored(contactd, 'SELECT * FROM webhooks WHERE client_id = ?', made.clientId)
    expect(JSON.parse(row)).toMatchObject([{ location_id: location.id, url }])
    expect(row).not.toContain(made.webhookSecret)
    expect((await contactd.run(args)).stdout).toMatch(/\nwhsec_\S+\n\S+\n$/)
  })

  test('BR-707 gets the locations and users that commands create', async () => {
    const at = new CommandLine()
    const { id, companyId } = await at.location()
    const args = create(...uris, '--scopes', 'locations.readonly,users.readonly')
    const { clientId } = await at.json<MadeApp>(...args, '--webhook-url', 'https://app.example.com/')
    await at.json('app', 'install', clientId, '--company', companyId)
    const second = await at.json<{ id: string }>(
      'location',
      'create',
      '--name',
      'Two',
      '--company',
      companyId,
    )
    const ann = ['--name', 'Ann', '--email', 'ann@example.com']
    const user = await at.json<{ id: string }>('user', 'create', '--location', id, ...ann)
    const sql = 'SELECT location_id, document FROM webhook_events ORDER BY sequence'
    const events = JSON.parse(stored(at, sql)) as { location_id: string; document: string }[]
    expect(events.map((event) => [event.location_id, JSON.parse(event.document)])).toMatchObject([
      [companyId, { type: 'INSTALL' }],
      [companyId, { type: 'LocationCreate', id: second.id, name: 'Two' }],
      [id, { type: 'UserCreate', id: user.id, firstName: 'Ann', locations: [id] }],
    ])
  })

  test('BR-709 refuses a URL that no webhook can have', async () => {
    const args = create(...uris, '--scopes', 'contacts.readonly', '--webhook-url', 'ftp://a.example')
    expect(await contactd.run(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The URL must begin with https:// or http://.'),
    })
  })

  test('BR-100 stores only a hash of the secret', async () => {
    const made = await newApp()
    const row = stored(contactd, 'SELECT * FROM apps WHERE client_id = ?', made.clientId)
    expect(row).toContain('secret_hash')
    expect(row).not.toContain(made.clientSecret)
  })

  const scopes = ['--scopes', 'contacts.write']
  test.each([
    [[...scopes], "required option '--redirect-uri <uri>' not specified"],
    [[...uris], "required option '--scopes <list>' not specified"],
    [[...uris, '--scopes', 'contacts.delete'], 'The scope "contacts.delete" does not exist.'],
    [[...uris, ...scopes, '--name', ' '], 'It must not be empty.'],
    [['--redirect-uri', '/callback', ...scopes], 'It is an https: address'],
    [['--redirect-uri', 'http://a.example/cb', ...scopes], 'It is an https: address'],
    [['--redirect-uri', 'https://a.example/cb#x', ...scopes], 'It is an https: address'],
    [['--redirect-uri', 'javascript:alert(1)', ...scopes], 'It is an https: address'],
  ])('%j is a usage error', async (args, sentence) => {
    const { code, stdout, stderr } = await contactd.run(create(...args))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(sentence)
  })

  test('reads its flags from the environment', async () => {
    const { code, stdout } = await contactd.run(['app', 'create'], {
      CONTACTD_NAME: 'From the environment',
      CONTACTD_REDIRECT_URI: 'com.example.app:/callback',
      CONTACTD_SCOPES: 'users.readonly',
      CONTACTD_JSON: '1',
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'From the environment',
      redirectUris: ['com.example.app:/callback'],
      scopes: ['users.readonly'],
    })
  })
})

test('app list, rotate-secret and delete show the app, and only a new secret', async () => {
  const own = new CommandLine()
  const { clientSecret, ...app } = await newApp(own)
  expect(await own.json('app', 'list')).toEqual([app])

  const rotated = await own.json<MadeApp>('app', 'rotate-secret', app.clientId)
  expect(rotated).toEqual({ ...app, clientSecret: expect.stringMatching(uuid) })
  expect(rotated.clientSecret).not.toBe(clientSecret)
  const { stdout } = await own.run(['app', 'list'])
  expect(stdout).toMatch(/^CLIENT ID .*SCOPES\n[0-9a-f]{24}-\w{8} {2}CRM .*contacts\.write\n$/)

  expect(await own.json('app', 'delete', app.clientId)).toEqual(app)
  expect(await own.json('app', 'list')).toEqual([])
  expect((await own.run(['app', 'delete', app.clientId])).code).toBe(1)
})

describe('app install', () => {
  const codes = () => stored(contactd, 'SELECT * FROM authorization_codes')

  test('BR-101 creates a code for a location, and stores only its hash', async () => {
    const app = await newApp()
    const { code } = await contactd.json<{ code: string }>(
      ...['app', 'install', app.clientId, '--location', location.id],
    )
    expect(code).toMatch(/^[0-9a-f]{64}$/)
    expect(codes()).not.toContain(code)
    const sql = 'SELECT location_id, user_id FROM installations WHERE client_id = ?'
    expect(stored(contactd, sql, app.clientId)).toBe(
      JSON.stringify([{ location_id: location.id, user_id: null }]),
    )
  })

  test("uses the company's first owner as the installer, and accepts another redirect URI", async () => {
    const own = new CommandLine()
    const { id, companyId } = await own.location()
    const user = (name: string, ...more: string[]) =>
      own.json<{ id: string }>(
        ...['user', 'create', '--location', id, '--name', name, '--email', `${name}@example.com`, ...more],
      )
    await user('una')
    const owner = await user('olu', '--owner')
    await user('ola', '--owner')
    const app = await newApp(own)
    await own.json(
      ...['app', 'install', app.clientId, '--company', companyId, '--redirect-uri', 'https://a.example/cb'],
    )
    const sql = 'SELECT company_id, location_id, user_id FROM installations'
    expect(stored(own, sql)).toBe(
      JSON.stringify([{ company_id: companyId, location_id: null, user_id: owner.id }]),
    )
    expect(stored(own, 'SELECT redirect_uri FROM authorization_codes')).toContain('https://a.example/cb')
  })

  test('prints only the code on stdout', async () => {
    const app = await newApp()
    const { stdout, stderr } = await contactd.run(['app', 'install', app.clientId, '--location', location.id])
    expect(stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(stderr).toBe('The code is valid once, for 10 minutes:\n')
  })

  test('refuses a redirect URI of another app, and installs nothing', async () => {
    const app = await newApp()
    const args = ['--location', location.id, '--redirect-uri', 'https://a.example/cb/']
    expect(await contactd.run(['app', 'install', app.clientId, ...args])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'contactd: https://a.example/cb/ is not a redirect URI of the app. ' +
        'The app has http://localhost:3000/callback, https://a.example/cb.\n',
    })
    expect(stored(contactd, 'SELECT * FROM installations WHERE client_id = ?', app.clientId)).toBe('[]')
  })

  test('requires one place', async () => {
    const { code, stderr } = await contactd.run(['app', 'install', 'no'])
    expect([code, stderr]).toEqual([2, 'error: give either --location or --company\n'])
    expect((await contactd.run(['app', 'install', 'no', '--location', 'a', '--company', 'b'])).code).toBe(2)
  })
})

test('app uninstall ends an installation, once', async () => {
  const app = await newApp()
  const where = ['--location', location.id]
  await contactd.json('app', 'install', app.clientId, ...where)
  expect(await contactd.json('app', 'uninstall', app.clientId, ...where)).toEqual({
    clientId: app.clientId,
    companyId: location.companyId,
    locationId: location.id,
    dateAdded: isoDate,
  })
  expect(await contactd.run(['app', 'uninstall', app.clientId, ...where])).toEqual({
    code: 1,
    stdout: '',
    stderr: `contactd: The app ${app.clientId} is not installed in location ${location.id}.\n`,
  })
  const { stderr } = await contactd.run(['app', 'uninstall', app.clientId, '--company', location.companyId])
  expect(stderr).toContain(`is not installed in company ${location.companyId}.`)
})

test.each([
  ['rotate-secret', 'no'],
  ['delete', 'no'],
  ['install', 'no', '--location', 'any'],
  ['uninstall', 'no', '--location', 'any'],
])('app %s refuses an unknown app', async (...args) => {
  expect(await contactd.run(['app', ...args])).toEqual({ code: 1, stdout: '', stderr: unknownApp })
})

test.each(['install', 'uninstall'])('app %s refuses an unknown place', async (verb) => {
  const { clientId: id } = await newApp()
  const location = await contactd.run(['app', verb, id, '--location', 'no'])
  expect([location.code, location.stderr]).toEqual([
    1,
    expect.stringContaining('The location no does not exist.'),
  ])
  const company = await contactd.run(['app', verb, id, '--company', 'no'])
  expect([company.code, company.stderr]).toEqual([
    1,
    expect.stringContaining('The company no does not exist.'),
  ])
})
