import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser } from '../support/browser.ts'
import { CommandLine } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { launcher, type Program, startProgram } from '../support/program.ts'

const exampleApp = fileURLToPath(new URL('../../examples/oauth-app/app.js', import.meta.url))
const password = 'correct horse battery'

const contactd = new CommandLine()
let program: Program
let browser: Browser
let closeBrowser: () => Promise<void>
let app: ChildProcess
let appUrl: string
let clientId: string
let location: { id: string }
let contactId: string
let client: HttpClient
/** Without JavaScript: the pages need none. */
let page: Page

beforeAll(async () => {
  location = await contactd.location('Mark Shoes')
  await contactd.location('Harbor Dental')
  const owner = ['--name', 'Ada Abbott', '--email', 'ada@example.com', '--owner']
  await contactd.json('user', 'create', '--location', location.id, ...owner)
  setPassword()
  appUrl = `http://127.0.0.1:${await freePort()}`
  const made = await contactd.json<{ clientId: string; clientSecret: string }>(
    ...['app', 'create', '--name', 'Renamer', '--redirect-uri', `${appUrl}/callback`],
    ...['--scopes', 'contacts.readonly,contacts.write'],
  )
  clientId = made.clientId
  program = await startProgram({ folder: contactd.folder })
  await startApp({ CLIENT_ID: clientId, CLIENT_SECRET: made.clientSecret })
  const scopes = ['--scopes', 'contacts.readonly,contacts.write']
  const { token } = await contactd.json<{ token: string }>(
    ...['token', 'create', '--location', location.id, ...scopes],
  )
  client = new HttpClient({ url: program.url, token })
  const created = await client.call('POST', '/contacts/', { locationId: location.id, firstName: 'Jo' })
  contactId = created.body.contact.id
  ;({ browser, close: closeBrowser } = await startBrowser())
  page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
})
afterAll(async () => {
  client?.close()
  await closeBrowser?.()
  if (app?.kill()) await once(app, 'exit')
})

function setPassword(): void {
  const args = ['user', 'password', 'ada@example.com', '--database', contactd.database]
  const { status, stderr } = spawnSync(launcher, args, { input: `${password}\n`, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('No port was free.')
  return address.port
}

async function startApp(credentials: Record<string, string>): Promise<void> {
  const { port } = new URL(appUrl)
  app = spawn(process.execPath, [exampleApp], {
    env: { ...process.env, ...credentials, CONTACTD_URL: program.url, PORT: port },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!app.stdout) throw new Error('The app has no output.')
  await once(app.stdout, 'data')
}

/** Renames the contact with the app's form. @returns the app's message. */
async function rename(firstName: string): Promise<string> {
  await page.goto(`${appUrl}/contact?location=${location.id}`)
  await page.getByLabel('Contact').fill(contactId)
  await page.getByLabel('First name').fill(firstName)
  await page.getByRole('button', { name: 'Rename' }).click()
  return page.locator('body').innerText()
}
const firstName = async () => (await client.call('GET', `/contacts/${contactId}`)).body.contact.firstName

/** How many refresh tokens were used. */
function refreshes(): unknown {
  const database = new Database(contactd.file, { readonly: true })
  try {
    return database.prepare('SELECT COUNT(date_used) FROM refresh_tokens').pluck().get()
  } finally {
    database.close()
  }
}

/** The clock of a process, shifted before its start. */
const clockMovedBy = (ms: number) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    `const now = Date.now; Date.now = () => now() + ${ms}`,
  )}`,
})

describe('BR-170 an app with the official SDK', () => {
  it('is installed by an owner in a browser', async () => {
    await page.goto(appUrl)
    await page.getByRole('link', { name: 'Install' }).click()
    expect(await page.title()).toBe('Sign in to install Renamer · contactd')
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password').fill('wrong horse')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.getByRole('alert').innerText()).toBe(
      'No owner of a company has this email and password.',
    )
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()

    expect(await page.title()).toBe('Install Renamer · contactd')
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual([
      'See contacts\ncontacts.readonly',
      'Create, change and delete contacts\ncontacts.write',
    ])
    await page.getByRole('radio', { name: /^Mark Shoes/ }).check()
    await page.getByRole('button', { name: 'Install' }).click()
    await page.waitForURL(`${appUrl}/contact?location=${location.id}`)
  })

  it('updates a contact', async () => {
    expect(await rename('Joan')).toBe('Renamed.')
    expect(await firstName()).toBe('Joan')
    expect(refreshes()).toBe(0)
  })

  it('survives the expiry of its access token, and a restart of the server', async () => {
    const { port } = program
    await program.stop()
    const dayAndHourMs = 25 * 60 * 60 * 1000
    program = await startProgram({
      folder: contactd.folder,
      args: ['--port', String(port)],
      env: clockMovedBy(dayAndHourMs),
    })
    expect(await rename('Johanna')).toBe('Renamed.')
    expect(await firstName()).toBe('Johanna')
    expect(refreshes()).toBe(1)
    expect(await rename('Johann')).toBe('Renamed.')
    expect(refreshes()).toBe(1)
  })

  it('loses access when it is uninstalled', async () => {
    await contactd.json('app', 'uninstall', clientId, '--location', location.id)
    expect(await rename('Eve')).toBe('It failed: 401.')
    expect(await firstName()).toBe('Johann')
  })

  it('can be refused', async () => {
    await page.goto(`${appUrl}/install`)
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.locator('body').innerText()).toBe('Not installed: you said no.')
  })

  it('leaves no password, code or token in the log', async () => {
    expect(program.stderr()).not.toMatch(/eyJ|correct horse/)
  })
})
