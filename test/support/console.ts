import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { startBrowser } from './browser.ts'
import { type DemoServer, startDemoServer } from './demo-server.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a server of the console has, and perhaps more. */
type ConsoleServer = Pick<DemoServer, 'url' | 'owner' | 'close'>

/** The console of a server, in a browser. */
interface InBrowser {
  /** Opens a page in a new profile, without signing in. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>
  /** Signs in as the owner in a new profile, and opens a page: `/contacts`. */
  openConsole(path: string, options?: BrowserContextOptions): Promise<Page>
}

/**
 * A server, the demo by default, and a browser for a test file. Each test fails if a page threw, wrote an error to its console, or sent a
 * request elsewhere; contexts are closed after each test.
 */
export function useConsole(): DemoServer & InBrowser
export function useConsole<Server extends ConsoleServer>(start: () => Promise<Server>): Server & InBrowser
export function useConsole(start: () => Promise<ConsoleServer> = startDemoServer): ConsoleServer & InBrowser {
  const used = {} as ConsoleServer & InBrowser
  let browser: Browser
  let closeBrowser: () => Promise<void>
  const misdeeds: string[] = []
  beforeAll(async () => {
    const server = await start()
    await server.owner()
    ;({ browser, close: closeBrowser } = await startBrowser())
    Object.assign(used, server, { open, openConsole })
  })
  afterAll(async () => {
    await closeBrowser()
    await used.close()
  })
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    expect(misdeeds.splice(0)).toEqual([])
  })
  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      // Colours in the middle of a transition are none that anybody reads.
      reducedMotion: 'reduce',
      ...options,
    })
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (origin !== used.url && protocol !== 'data:' && protocol !== 'blob:')
        misdeeds.push(`asked ${request.url()}`)
    })
    const page = await context.newPage()
    page.on('console', (message) => {
      // The browser reports each refusal of the server, which tests provoke, as an error.
      const isRefusal = /Failed to load resource: the server responded with a status of 4/.test(
        message.text(),
      )
      if (message.type() === 'error' && !isRefusal) misdeeds.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => misdeeds.push(`threw ${error}`))
    await page.goto(`${used.url}/console${path}`)
    return page
  }
  async function openConsole(path: string, options?: BrowserContextOptions): Promise<Page> {
    const page = await open(path, options)
    await signIn(page, await used.owner())
    return page
  }
  return used
}

/** Fills the form of the sign-in page in, and sends it. */
export async function signIn(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation').or(page.getByRole('alert')).first().waitFor({ state: 'attached' })
}

/** Expects axe to find nothing serious or critical on the page, and nothing wider than the window. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe)
  const flaws = await page.evaluate<string[]>(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary].join(' '))))`)
  expect(flaws).toEqual([])
  const isTooWide = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )
  expect(isTooWide).toBe(false)
}

/** Browsers as people have them: light, dark, and a phone. */
export const appearances = [
  { name: 'light', options: { colorScheme: 'light' } },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'narrow', options: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
] as const satisfies readonly { name: string; options: BrowserContextOptions }[]
