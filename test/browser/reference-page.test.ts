import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser } from '../support/browser.ts'
import { type DemoServer, startDemoServer } from '../support/demo-server.ts'

const contactId = 'ocQHyuzHvysMo5N5VsXc'
const updateContact = '/docs#tag/contacts/PUT/contacts/{contactId}'

let server: DemoServer
let browser: Browser
let closeBrowser: () => Promise<void>
/** Forbidden actions of a page. */
const misdeeds: string[] = []

beforeAll(async () => {
  server = await startDemoServer()
  ;({ browser, close: closeBrowser } = await startBrowser())
})
afterAll(async () => {
  await closeBrowser()
  await server.close()
})

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  expect(misdeeds.splice(0)).toEqual([])
})

/** Opens a page in a new profile, and observes it. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== server.url && protocol !== 'data:' && protocol !== 'blob:')
      misdeeds.push(`asked ${request.url()}`)
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') misdeeds.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => misdeeds.push(`threw ${error}`))
  await page.goto(`${server.url}${path}`)
  return page
}

const operationLink = (page: Page) => page.getByRole('link', { name: /Update Contact/ }).first()

const testButton = (page: Page) =>
  page.getByRole('button', { name: /Test Request.*put.*\/contacts\/\{contactId\}/s })

const focusedText = (page: Page) => page.evaluate<string>("document.activeElement?.textContent.trim() ?? ''")

/** Presses Tab until an element with the text has the focus. */
async function tabTo(page: Page, text: RegExp): Promise<void> {
  for (let presses = 0; presses < 100; presses++) {
    if (text.test(await focusedText(page))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${text}.`)
}

const storedContact = async () => {
  const headers = { authorization: `Bearer ${server.token}`, version: '2021-07-28' }
  const reply = await fetch(`${server.url}/contacts/${contactId}`, { headers })
  return ((await reply.json()) as { contact: Record<string, unknown> }).contact
}

describe('the reference page', () => {
  it('sends an Update Contact unchanged, and the contact is updated', async () => {
    const sent = {
      firstName: 'Jane',
      lastName: 'Doe',
      companyName: 'Doe Enterprises',
      tags: ['vip', 'returning'],
    }
    expect(await storedContact()).not.toMatchObject(sent)
    const page = await open('/docs')
    await operationLink(page).click()
    await testButton(page).click()
    const client = page.getByRole('dialog')
    await client.getByRole('button', { name: /^Send/ }).first().click()
    await client.getByText('200 OK').waitFor()
    expect(await storedContact()).toMatchObject(sent)
  })

  it('shows samples in every language, with curl preselected', async () => {
    const page = await open(updateContact)
    const samples = page.getByRole('button', { name: 'curl', exact: true }).last()
    await page.getByText('curl --location --request PUT').first().waitFor()
    await samples.click()
    const options = page.getByRole('option')
    await options.first().waitFor()
    expect(await options.allInnerTexts()).toEqual([
      'curl',
      'Node.js Axios',
      'Node.js Native',
      'Node.js Request',
      'Node.js Unirest',
      'Node.js fetch',
      'Node.js SDK',
      'Python http.client',
      'Python Requests',
      'PHP cURL',
      'Java OkHttp',
      'Go',
      'Ruby',
      'PowerShell',
    ])
    await options.nth(6).click()
    await page.getByText('ghl.contacts.updateContact').first().waitFor()
  })

  it('fills the demo’s token into the samples, or the one that is typed', async () => {
    const page = await open(updateContact, { permissions: ['clipboard-read', 'clipboard-write'] })
    const sample = page.locator('.scalar-code-block', { hasText: 'curl --location --request PUT' })
    const copied = async () => {
      await sample.hover()
      await sample.locator('.scalar-code-copy').click()
      return page.evaluate<string>('navigator.clipboard.readText()')
    }
    await sample.waitFor()
    expect(await copied()).toContain(`'Authorization: Bearer ${server.token}'`)
    await page.getByPlaceholder('Token').first().fill('pit-typed')
    await expect.poll(copied).toContain("'Authorization: Bearer pit-typed'")
  })

  it('can be used with the keyboard only', async () => {
    const page = await open('/docs')
    await operationLink(page).waitFor()
    await tabTo(page, /^Update Contact/)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.href === `${server.url}${updateContact}`)
    await testButton(page).focus()
    await page.keyboard.press('Shift+Tab')
    await tabTo(page, /^Test Request/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(page, /^Send/)
    await page.keyboard.press('Enter')
    await page.getByText('200 OK').waitFor()
  })

  it.each([
    ['light', 'desk', { width: 1440, height: 900 }],
    ['dark', 'phone', { width: 390, height: 844 }],
  ] as const)('follows a system that is %s, and fits a %s', async (colorScheme, _on, viewport) => {
    for (const path of [updateContact, '/docs/countries']) {
      const page = await open(path, { colorScheme, viewport })
      await page.getByRole('heading').first().waitFor()
      expect(await brightness(page)).toBe(colorScheme)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
    }
  })

  it.each([1440, 390])('covers no status and truncates no sample, %d pixels wide', async (width) => {
    const page = await open(updateContact, { viewport: { width, height: 900 } })
    await page.locator('.response-card').first().waitFor()
    await page.locator('.scalar-code-block pre').first().waitFor()
    const { statuses, covered, cutOff } = await page.evaluate<{
      statuses: number
      covered: string[]
      cutOff: string[]
    }>(`(() => {
      const card = document.querySelector('.response-card')
      const copy = card.querySelector('.code-copy').getBoundingClientRect()
      const edge = card.getBoundingClientRect()
      const tabs = [...card.querySelectorAll('[role=tab]')]
      const isCovered = (tab) => {
        const box = tab.getBoundingClientRect()
        const isBeside = box.right <= copy.left || box.left >= copy.right
        const isApart = isBeside || box.bottom <= copy.top || box.top >= copy.bottom
        return !isApart || box.right > edge.right
      }
      const samples = [...document.querySelectorAll('.scalar-code-block > div')]
      return {
        statuses: tabs.length,
        covered: tabs.filter(isCovered).map((tab) => tab.textContent),
        cutOff: samples.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent),
      }
    })()`)
    expect(statuses).toBeGreaterThan(8)
    expect({ covered, cutOff }).toEqual({ covered: [], cutOff: [] })
  })

  it('links to the list of countries, and back', async () => {
    const page = await open('/docs')
    await page.getByRole('link', { name: 'list of countries' }).first().click()
    await page.waitForURL(`${server.url}/docs/countries`)
    const countries = await page.getByRole('listitem').allInnerTexts()
    expect(countries.length).toBe(247)
    expect(countries.map((text) => text.replace(/\s+/g, ' '))).toContain('US United States')
    await page.getByRole('link', { name: 'API reference' }).click()
    await operationLink(page).waitFor()
  })
})

describe('the reference page of version v3', () => {
  it('is linked from the other one, and links back', async () => {
    const page = await open('/docs')
    await page.getByRole('link', { name: 'version v3' }).first().click()
    await page.waitForURL(`${server.url}/docs/v3`)
    await page.getByRole('link', { name: 'the dated versions' }).first().click()
    await page.waitForURL(`${server.url}/docs`)
  })

  it('sends its own Update Contact', async () => {
    const page = await open('/docs/v3')
    await operationLink(page).click()
    await testButton(page).click()
    const client = page.getByRole('dialog')
    const sent = page.waitForRequest((request) => request.method() === 'PUT')
    await client.getByRole('button', { name: /^Send/ }).first().click()
    await client.getByText('200 OK').waitFor()
    expect((await sent).headers().version).toBe('v3')
  })
})

/** Whether the page's background is light or dark. */
async function brightness(page: Page): Promise<string> {
  const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  return Number(color.match(/\d+/)?.[0]) > 127 ? 'light' : 'dark'
}
