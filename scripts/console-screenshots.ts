/** `npm run screenshots`: takes the pictures of the console for docs/screenshots, of the demo, light, dark and narrow. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { startBrowser } from '../test/support/browser.ts'
import { startDemoServer } from '../test/support/demo-server.ts'

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
]

const appearances = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const

mkdirSync(folder, { recursive: true })
const server = await startDemoServer()
const owner = await server.owner()
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
    await page.getByText(complete).first().waitFor()
    await prepare?.(page)
    await take(name)
  }
  await context.close()
}
await close()
await server.close()
