import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../server/src/oauth/manage-apps.ts'
import { startBrowser } from '../support/browser.ts'
import { useTestServer } from '../support/use-test-server.ts'
import { installUrl, makeOwner, password } from '../support/visitor.ts'

const server = useTestServer()
let serverUrl: string
let browser: Browser
let closeBrowser: () => Promise<void>
/** The app, its front end on another origin, and the requests that both received. */
let app: Server
let frontEnd: Server
const asked: string[] = []
let startUrl: string
/** The errors that a page reported. */
const complaints: string[] = []

beforeAll(async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  serverUrl = urlOf(server.app.server)
  await makeOwner(server)
  const names = Array.from({ length: 12 }, (_, index) => `Shop ${index}`)
  const longName = 'Donaudampfschifffahrtsgesellschaftskapitänskajütenreinigungsbetrieb'
  for (const name of [...names, longName]) await server.fixtures.location(server.companyId, { name })
  frontEnd = await listen((url) => ({ body: `front end at ${url}` }))
  app = await listen(() => ({ location: `${urlOf(frontEnd)}/welcome` }))
  const redirectUri = `${urlOf(app)}/callback`
  const spec = { name: 'Sync', redirectUris: [redirectUri], scopes: ['contacts.readonly', 'contacts.write'] }
  const { clientId } = await server.storage.write((tx) => createApp(tx, server, spec), 'database')
  startUrl = serverUrl + installUrl({ clientId, redirectUri })
  ;({ browser, close: closeBrowser } = await startBrowser())
})
afterAll(async () => {
  await closeBrowser?.()
  app?.close()
  frontEnd?.close()
  await server?.close()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  expect(complaints.splice(0)).toEqual([])
  server.clock.advance(60 * 60 * 1000)
})

async function listen(answer: (url: string) => { location?: string; body?: string }): Promise<Server> {
  const other = createServer((request, response) => {
    // Browsers request icons from every origin, each at its own time.
    if (request.url === '/favicon.ico') return response.writeHead(204).end()
    const { location, body } = answer(request.url ?? '')
    asked.push(request.url ?? '')
    response.writeHead(location ? 302 : 200, { 'content-type': 'text/html', ...(location && { location }) })
    response.end(body)
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  return other
}
const urlOf = (of: { address(): unknown }) => `http://127.0.0.1:${(of.address() as AddressInfo).port}`

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 850 }, ...options })
  const page = await context.newPage()
  page.on('console', (message) => {
    // A refused sign-in is reported as a resource that failed to load.
    if (message.type() === 'error' && !/status of 403/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(startUrl)
  return page
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Install Sync' }).waitFor()
}

/** The label of the focused field, or the text of the focused button. */
const focused = (page: Page) =>
  page.evaluate<string>(
    `(({ labels, innerText }) => (labels?.[0]?.innerText ?? innerText).split('\\n')[0])(document.activeElement)`,
  )

/** Elements that are wider than the window, unreadable, or too small for a finger. */
const flawsScript = readFileSync(new URL('../support/page-flaws.js', import.meta.url), 'utf8')
const flaws = (page: Page) => page.evaluate<string[]>(flawsScript)

describe('BR-171 the install pages in a browser', () => {
  it('can be used with the keyboard only', async () => {
    const page = await open()
    expect(await focused(page)).toBe('Email')
    await page.keyboard.type('ada@example.com')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Install Sync' }).waitFor()

    const order = ['Find a location', 'Search', 'The whole company', 'Install', 'Cancel', 'Sign out']
    const met: string[] = []
    for (let presses = 0; presses < order.length; presses++) {
      await page.keyboard.press('Tab')
      met.push(await focused(page))
    }
    expect(met).toEqual(order)

    await page.getByRole('radio').first().focus()
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('radio', { name: /Donau/ }).isChecked()).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByText('front end at /welcome').waitFor()
  })

  it('lead to an app that redirects to another origin, with and without consent', async () => {
    for (const [button, answer] of [
      ['Install', /^\/callback\?code=[0-9a-f]{64}&state=s\+1$/],
      ['Cancel', /^\/callback\?error=access_denied&state=s\+1$/],
    ] as const) {
      const page = await open()
      await signIn(page)
      await page.getByRole('radio', { name: /Shop 3/ }).check()
      asked.length = 0
      await page.getByRole('button', { name: button }).click()
      await page.getByText('front end at /welcome').waitFor()
      expect(asked).toEqual([expect.stringMatching(answer), '/welcome'])
    }
  })

  it('show errors where screen readers announce them, and keep the email', async () => {
    const page = await open()
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password').fill('wrong horse')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('Email').inputValue()).toBe('ada@example.com')
    expect(await focused(page)).toBe('Password')
    expect(await page.getByLabel('Password').getAttribute('aria-describedby')).toBe('problem')
  })

  it('do not install before a place is chosen', async () => {
    const page = await open()
    await signIn(page)
    await page.getByRole('button', { name: 'Install' }).click()
    expect(
      await page
        .getByRole('radio')
        .first()
        .evaluate((radio) => radio.matches(':invalid')),
    ).toBe(true)
    expect(page.url()).toBe(startUrl)
  })

  it('search for a location', async () => {
    const page = await open()
    await signIn(page)
    await page.getByLabel('Find a location').fill('shop 1')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL(/search=shop/)
    const names = await page
      .getByRole('radio')
      .evaluateAll((radios) => radios.map((radio) => radio.parentElement?.innerText.split('\n')[0]))
    expect(names).toEqual(['The whole company', 'Shop 1', 'Shop 10', 'Shop 11'])
  })

  it.each([
    { colorScheme: 'light', width: 320 },
    { colorScheme: 'dark', width: 320 },
    { colorScheme: 'light', width: 1100 },
    { colorScheme: 'dark', width: 1100 },
  ] as const)('fit $width pixels, and can be read ($colorScheme)', async ({ colorScheme, width }) => {
    const page = await open({ colorScheme, viewport: { width, height: 700 } })
    expect(await flaws(page)).toEqual([])
    await signIn(page)
    expect(await flaws(page)).toEqual([])
    await page.goto(`${serverUrl}/oauth/chooselocation`)
    expect(await flaws(page)).toEqual([])
    complaints.length = 0
  })
})
