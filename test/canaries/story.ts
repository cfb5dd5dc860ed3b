import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CommandLine } from '../support/command-line.ts'
import { launcher, type Program, startProgram } from '../support/program.ts'
import { Owner } from './browser-steps.ts'
import { filesOf } from './find-canaries.ts'

/** The result of a story. */
export interface Story {
  /** Tokens, codes, passwords, keys: they must not be written anywhere. */
  secrets: Map<string, string>
  /** A contact's data: it is in its row, and in responses about it. */
  contactValues: Map<string, string>
  /** Everything that was written, by place: the log, the commands' output, the error responses, the files. */
  places: Map<string, Buffer>
  /** The responses with 2xx. */
  answers: string
  /** The statuses of the error responses. */
  statuses: ReadonlySet<number>
  /** The file of the database. */
  database: string
}

const redirectUri = 'https://app.example.com/callback'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

interface App {
  clientId: string
  clientSecret: string
}

/**
 * Does everything that contactd does with secrets, over real HTTP and with its commands, most of it incorrectly
 * first, and collects everything that is written.
 */
export async function runStory(logLevel: 'info' | 'trace'): Promise<Story> {
  const secrets = new Map<string, string>([
    ['the password', 'Kanarienvogel-7f3a91c2-password'],
    ['a wrong password', 'Kanarienvogel-4e0b77d5-guess'],
    ['the PKCE verifier', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
    ['a session of before', 'Kanarienvogel-c9918d20-fixation'],
    ['an unknown code', 'Kanarienvogel-52aa6e3f-code'],
    ['an unknown refresh token', 'Kanarienvogel-b1740f98-refresh'],
  ])
  const contactValues = new Map<string, string>([
    ['the first name', 'Kanarienvogel-Vorname'],
    ['the email', 'kanarienvogel.3c71@example.com'],
    ['the street', 'Kanarienvogelweg 4711'],
    ['the value of a field', 'Kanarienvogel-Feldwert'],
    ['the tag', 'kanarienvogel-schlagwort'],
    ['the custom value', 'Kanarienvogel-Ortswert'],
  ])
  const keep = (name: string, value: string | undefined): string => {
    if (value === undefined) throw new Error(`There is no ${name}.`)
    secrets.set(name, value)
    return value
  }
  const secret = (name: string) => secrets.get(name) ?? ''
  const value = (name: string) => contactValues.get(name) ?? ''
  const printed: string[] = []
  const errors: string[] = []
  const answers: string[] = []
  const statuses = new Set<number>()

  const commands = new CommandLine()
  const server = await startProgram({
    folder: commands.folder,
    logLevel,
    args: ['--refresh-grace-seconds', '0'],
  })
  /** Runs a command that must print no secret. */
  const run = async (...args: string[]) => {
    const { stdout, stderr } = await commands.run(args)
    printed.push(stdout, stderr)
  }
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const isText = typeof body === 'string' || body instanceof URLSearchParams
    const reply = await fetch(`${server.url}${path}`, {
      method,
      headers: { version: '2021-07-28', ...(!isText && { 'content-type': 'application/json' }), ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    })
    const text = await reply.text()
    const whole = `${JSON.stringify([...reply.headers])}${text}`
    if (reply.ok) answers.push(whole)
    else errors.push(whole)
    if (!reply.ok) statuses.add(reply.status)
    const isJson = reply.headers.get('content-type')?.startsWith('application/json')
    return isJson ? JSON.parse(text) : {}
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

  // By command: a location, an owner, a token, an app.
  const { id: locationId, companyId } = await commands.location()
  const email = 'owner@example.com'
  await run('user', 'create', '--location', locationId, '--name', 'Ona', '--email', email, '--owner')
  printed.push(await setPassword(commands, email, secret('the password')))

  const scopes = [
    ...['contacts.readonly', 'contacts.write', 'oauth.readonly', 'oauth.write'],
    'locations/customValues.write',
  ]
  const scopesArg = ['--scopes', scopes.join(',')]
  const pit = await commands.json<{ id: string; token: string }>(
    ...['token', 'create', '--location', locationId, ...scopesArg],
  )
  keep('the private token', pit.token)
  const app = await commands.json<App>(
    ...['app', 'create', '--name', 'App', '--redirect-uri', redirectUri, ...scopesArg],
  )
  keep('the client secret', app.clientSecret)
  const tokenRequest = (fields: Record<string, string>) =>
    send(
      'POST',
      '/oauth/token',
      new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...fields }),
    )

  // By browser: a wrong password, the right one, consent.
  const code = keep(
    'the code',
    await installByBrowser(server, app, { email, locationId, secrets, keep, errors }),
  )
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  const verifier = secret('the PKCE verifier')
  await tokenRequest(exchange)
  await tokenRequest({ ...exchange, code_verifier: `${verifier.slice(0, -1)}K` })
  await tokenRequest({ ...exchange, code_verifier: verifier, redirect_uri: 'https://evil.example.com/' })
  await tokenRequest({ ...exchange, code_verifier: verifier, client_secret: pit.token })
  await tokenRequest({ ...exchange, code: secret('an unknown code') })
  const first = await tokenRequest({ ...exchange, code_verifier: verifier })
  keep('the access token', first.access_token)
  keep('the refresh token', first.refresh_token)
  const second = await tokenRequest({ grant_type: 'refresh_token', refresh_token: first.refresh_token })
  keep('the second access token', second.access_token)
  keep('the second refresh token', second.refresh_token)
  await tokenRequest({ grant_type: 'refresh_token', refresh_token: secret('an unknown refresh token') })

  // A company's app, and a location token from it.
  const ofCompany = await commands.json<{ code: string }>(
    'app',
    'install',
    app.clientId,
    '--company',
    companyId,
  )
  const company = await tokenRequest({
    grant_type: 'authorization_code',
    code: keep('the code by command', ofCompany.code),
  })
  keep("the company's access token", company.access_token)
  keep("the company's refresh token", company.refresh_token)
  const ofLocation = await send(
    'POST',
    '/oauth/locationToken',
    { companyId, locationId },
    bearer(company.access_token),
  )
  keep("the location's access token", ofLocation.access_token)
  keep("the location's refresh token", ofLocation.refresh_token)

  // A contact, correctly and incorrectly.
  const field = await commands.json<{ id: string }>(
    ...['custom-field', 'create', '--location', locationId, '--name', 'Note', '--type', 'TEXT'],
  )
  const contact = {
    firstName: value('the first name'),
    email: value('the email'),
    address1: value('the street'),
    tags: [value('the tag')],
    customFields: [{ id: field.id, field_value: value('the value of a field') }],
  }
  const made = await send('POST', '/contacts/', { locationId, ...contact }, bearer(pit.token))
  const path = `/contacts/${made.contact.id}`
  await send('POST', '/contacts/', { locationId, ...contact }, bearer(pit.token))
  await send('PUT', path, { ...contact, nickname: 1 }, bearer(second.access_token))
  await send('PUT', path, { ...contact, phone: value('the street') }, bearer(second.access_token))
  await send('PUT', path, { ...contact, city: 'Oslo' }, bearer(second.access_token))
  await send('GET', path, undefined, bearer(ofLocation.access_token))

  // A custom value, correctly and incorrectly.
  const valuesPath = `/locations/${locationId}/customValues`
  const customValue = { name: 'Key', value: value('the custom value') }
  await send('POST', valuesPath, customValue, bearer(pit.token))
  await send('POST', valuesPath, customValue, bearer(pit.token))
  await send('POST', valuesPath, { ...customValue, name: customValue.value, key: 1 }, bearer(pit.token))

  // Secrets in the wrong places.
  const everySecret = [...secrets.values()].join('\n')
  const query = new URLSearchParams([...secrets]).toString()
  await send('GET', `${path}?${query}`, undefined, bearer(pit.token))
  await send('GET', `/nowhere?${query}`)
  await send('GET', `/oauth/token?${query}`)
  await send('POST', '/oauth/token', { everySecret })
  await send('POST', '/oauth/token', { grant_type: everySecret })
  await send('POST', '/oauth/token', `{"client_secret": ${everySecret}`, {
    'content-type': 'application/json',
  })
  await send('POST', '/oauth/token', everySecret, { 'content-type': 'text/plain' })
  await send('POST', '/oauth/token', `{"x":"${everySecret}${' '.repeat(2 ** 21)}"}`, {
    'content-type': 'application/json',
  })
  await send('PUT', path, { nothing: everySecret, firstName: [everySecret] }, bearer(pit.token))
  await send('PUT', path, `{"email":"${pit.token}`, bearer(pit.token))
  for (const [, wrong] of secrets) {
    await send('GET', path, undefined, { authorization: `Basic ${btoa(`${app.clientId}:${wrong}`)}` })
    await send('GET', path, undefined, bearer(`${wrong}x`))
  }
  await cutShort(server, everySecret, pit.token)

  // The database is not writable: a 503 that is logged.
  const release = lock(server.file)
  await Promise.all([
    send('PUT', path, { ...contact, city: 'Bergen' }, bearer(pit.token)),
    tokenRequest({ grant_type: 'refresh_token', refresh_token: second.refresh_token }),
  ])
  release()

  // Repeats what must not be done twice, and ends everything.
  await tokenRequest({ ...exchange, code_verifier: verifier })
  await send('GET', path, undefined, bearer(second.access_token))
  await tokenRequest({ grant_type: 'refresh_token', refresh_token: company.refresh_token })
  await tokenRequest({ grant_type: 'refresh_token', refresh_token: company.refresh_token })
  for (const list of ['app', 'token', 'user', 'audit']) await run(list, 'list', '--json')
  await run('app', 'install', app.clientId, '--location', 'nowhere')
  await run('token', 'revoke', pit.token)
  await run('token', 'revoke', pit.id)
  const rotated = await commands.json<App>('app', 'rotate-secret', app.clientId)
  keep('the new client secret', rotated.clientSecret)
  await run('app', 'uninstall', app.clientId, '--company', companyId)
  await run('app', 'delete', app.clientId)
  await run('doctor')
  await send('GET', path, undefined, bearer(pit.token))

  const running = filesOf(commands.folder)
  await server.stop()
  keep('the secret key', filesOf(commands.folder).get('secret-key')?.toString('utf8').trim())
  return {
    secrets,
    contactValues,
    places: new Map([
      ['the log', Buffer.from(server.stderr())],
      ["the commands' output", Buffer.from(printed.join('\n'))],
      ['the error answers', Buffer.from(errors.join('\n'))],
      ...[...running].map(([name, content]): [string, Buffer] => [`${name} while it ran`, content]),
      ...filesOf(commands.folder),
    ]),
    answers: answers.join('\n'),
    statuses,
    database: join(commands.folder, 'contactd.db'),
  }
}

/** Passes a password as a line of stdin. @returns the command's output. */
async function setPassword(
  { folder, database }: CommandLine,
  email: string,
  password: string,
): Promise<string> {
  const child = spawn(launcher, ['user', 'password', email], {
    cwd: folder,
    env: { ...process.env, CONTACTD_DATABASE: database },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  child.stdin.end(`${password}\n`)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The password was not taken: ${output}`)
  return output
}

/** Signs in, incorrectly and correctly, and consents. @returns the code. */
async function installByBrowser(
  { url }: Program,
  { clientId }: App,
  story: {
    email: string
    locationId: string
    secrets: ReadonlyMap<string, string>
    keep: (name: string, value: string | undefined) => string
    errors: string[]
  },
): Promise<string> {
  const { email, locationId, secrets, keep, errors } = story
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: 'a-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const page = `/oauth/chooselocation?${asked}`
  const owner = new Owner(url)
  owner.cookie = `contactd_session=${secrets.get('a session of before')}`
  await owner.open(page)
  const submit = (password: string | undefined) =>
    owner.submit('/_contactd/sign-in', { email, password: password ?? '' })
  const wrong = await submit(secrets.get('a wrong password'))
  errors.push(await wrong.text())
  await submit(secrets.get('the password'))
  keep('the session', owner.cookie.split('=')[1])
  await owner.open(page)
  const consented = await owner.submit('/_contactd/install', { place: locationId, action: 'install' })
  const code = new URL(consented.headers.get('location') ?? '', url).searchParams.get('code')
  return code ?? ''
}

/** Sends half of a body, and disconnects. */
async function cutShort({ url }: Program, text: string, token: string): Promise<void> {
  const outgoing = request(`${url}/contacts/x`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      version: '2021-07-28',
      'content-type': 'application/json',
      'content-length': String(text.length * 2),
    },
  })
  outgoing.on('error', () => undefined)
  outgoing.write(text)
  await new Promise((resolve) => setTimeout(resolve, 100))
  outgoing.destroy()
}

/** Prevents other writes. @returns a function that ends it. */
function lock(file: string): () => void {
  const database = new Database(file)
  database.exec('BEGIN IMMEDIATE')
  return () => {
    database.exec('ROLLBACK')
    database.close()
  }
}
