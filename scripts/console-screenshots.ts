/** `npm run screenshots`: takes the pictures of the console and of the pages without scripts for docs/screenshots, of the demo, light, dark and narrow. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { demoIds } from '../server/src/demo/demo-ids.ts'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { randomIds as ids } from '../server/src/lib/ids.ts'
import { installApp } from '../server/src/oauth/install-app.ts'
import { createApp } from '../server/src/oauth/manage-apps.ts'
import { saveMinute } from '../server/src/traffic/activity/activity-store.ts'
import { RequestCounter } from '../server/src/traffic/activity/minute-counts.ts'
import { startBrowser } from '../test/support/browser.ts'
import { startDemoServer } from '../test/support/demo-server.ts'
import { HeldClock } from '../test/support/held-clock.ts'
import { installUrl } from '../test/support/visitor.ts'

const folder = fileURLToPath(new URL('../docs/screenshots', import.meta.url))

/** The pages, and a text that is on each when it is complete. */
const pages: readonly {
  name: string
  path: string
  complete: string
  prepare?(page: Page): Promise<void>
}[] = [
  { name: 'contacts', path: '/contacts', complete: 'Rubika Deo' },
  {
    name: 'contact',
    path: '/contacts/ocQHyuzHvysMo5N5VsXc',
    complete: 'Wants a quote by Friday.',
  },
  {
    name: 'contact-custom-fields',
    path: '/contacts/ocQHyuzHvysMo5N5VsXc',
    complete: 'Wants a quote by Friday.',
    prepare: (page) => page.getByRole('tab', { name: 'Custom fields' }).click(),
  },
  { name: 'duplicates', path: '/duplicates', complete: 'No duplicates' },
  { name: 'import', path: '/import', complete: 'Order of dates' },
  { name: 'requests', path: '/requests', complete: '/contacts/ocQHyuzHvuMOe5N5jjXF' },
  { name: 'overview', path: '/overview', complete: 'Contacts added' },
  { name: 'webhooks', path: '/webhooks', complete: 'https://example.com/webhooks/contactd' },
  { name: 'settings', path: '/settings', complete: 'Time zone' },
  { name: 'tokens', path: '/settings/tokens', complete: 'Last used' },
  { name: 'apps', path: '/settings/apps', complete: 'The whole company' },
]

const appearances = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const

mkdirSync(folder, { recursive: true })
const server = await startDemoServer()
const owner = await server.owner()
const headers = {
  authorization: `Bearer ${server.token}`,
  version: '2021-07-28',
  'content-type': 'application/json',
}
const send = (method: string, path: string, body?: object) =>
  fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
await send('POST', '/_contactd/webhooks', { url: 'https://example.com/webhooks/contactd' })
await send('GET', '/contacts/ocQHyuzHvuMOe5N5jjXF')
await send('PUT', '/contacts/ocQHyuzHvuMOe5N5jjXF', { lastNam: 'Deo' })
await send('PUT', '/contacts/ocQHyuzHvuMOe5N5jjXF', { city: 'Lagos' })
await fillActivity()
const app = await installMailMerge()
const { browser, close } = await startBrowser()
for (const [appearance, options] of Object.entries(appearances)) {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const take = (name: string) => page.screenshot({ path: `${folder}/${name}-${appearance}.png` })
  await page.goto(`${server.url}/console`)
  await page.getByLabel('Email').fill(owner.email)
  await take('sign-in')
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Contacts' }).waitFor()
  for (const { name, path, complete, prepare } of pages) {
    await page.goto(`${server.url}/console${path}`)
    await page.getByRole('main').getByText(complete).first().waitFor()
    await prepare?.(page)
    await take(name)
  }
  await page.goto(server.url)
  await take('home')
  await page.goto(`${server.url}/docs/countries`)
  await take('countries')
  await page.goto(server.url + installUrl(app))
  await take('app-sign-in')
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Install Mail Merge' }).waitFor()
  await take('app-consent')
  await context.close()
}
await close()
await server.close()

/** An app that is installed in the company. */
async function installMailMerge(): Promise<{ clientId: string; redirectUri: string }> {
  const redirectUri = 'https://mail-merge.example.com/oauth/callback'
  const scopes = ['contacts.readonly', 'contacts.write', 'locations.readonly']
  return server.storage.write(async (tx) => {
    const spec = { name: 'Mail Merge', redirectUris: [redirectUri], scopes }
    const { clientId } = await createApp(tx, { clock, ids }, spec)
    const place = { clientId, companyId: demoIds.company, locationId: undefined }
    await installApp(tx, { clock, ids }, { ...place, userId: undefined, redirectUri, scopes })
    return { clientId, redirectUri }
  }, 'database')
}

/** An hour of requests, more in the middle of it. */
async function fillActivity(): Promise<void> {
  const locationId = demoIds.location
  const now = new HeldClock().now()
  await server.storage.write(
    async (tx) => {
      for (let ago = 1; ago < 60; ago += 1) {
        const counter = new RequestCounter()
        const count = Math.round(40 + 30 * Math.sin(ago / 9) + ((ago * 7) % 11))
        for (let n = 0; n < count; n += 1)
          counter.add({ status: n % 17 === 3 ? 422 : 200, durationMs: n % 29 === 0 ? 18 : 1 + (n % 5) })
        const { durations, ...sums } = counter
        const minute = Math.floor(now / 60_000) - ago
        await tx.run(saveMinute, { locationId, minute, ...sums, durations: JSON.stringify(durations) })
      }
    },
    { locationId },
  )
}
