import { once } from 'node:events'
import { test as base, expect } from '@playwright/test'
import { startContactd } from 'contactd'
import { createApp } from './app.js'

const test = base.extend({
  /** One HighLevel for each worker. */
  contactd: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright takes the fixtures that it passes from the pattern.
    async ({}, use) => {
      const contactd = await startContactd({ seed: 'demo' })
      await use(contactd)
      await contactd.close()
    },
    { scope: 'worker' },
  ],
  /** A location for each test. */
  highLevel: async ({ contactd }, use) => {
    const { token, locationId } = await contactd.createLocation()
    await use({ url: contactd.url, token, locationId })
  },
  /** The website, which `page.goto('/')` opens. */
  baseURL: async ({ highLevel }, use) => {
    const app = createApp(highLevel).listen(0, '127.0.0.1')
    await once(app, 'listening')
    await use(`http://127.0.0.1:${app.address().port}`)
    app.closeAllConnections()
    app.close()
  },
})

async function fillIn(page, email) {
  await page.goto('/')
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Sign up' }).click()
}

test('a visitor becomes a contact', async ({ page, contactd, highLevel }) => {
  await fillIn(page, 'ada@example.com')
  await expect(page.getByRole('status')).toHaveText('Welcome!')
  const { requests } = await contactd.requests({ locationId: highLevel.locationId })
  expect(requests[0].responseBody.contact.email).toBe('ada@example.com')
})

test('a visitor hears that HighLevel is down', async ({ page, contactd, highLevel }) => {
  await contactd.fault({ match: { locationId: highLevel.locationId }, effect: { status: 503 } })
  await fillIn(page, 'ada@example.com')
  await expect(page.getByRole('status')).toHaveText('Please try again later.')
})
