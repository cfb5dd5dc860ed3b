import { describe, expect, it } from 'vitest'
import { canOpenBrowser } from '../../support/browser.ts'
import { useConsole } from '../../support/console.ts'

describe.runIf(canOpenBrowser)('in the Chromium of the machine or, on Linux, that of an npm package', () => {
  const demo = useConsole()

  it('BR-805 a contact is opened at once behind a search, changed, and shows what is refused', {
    timeout: 120_000,
  }, async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('rubika')
    // The search waits for further letters, and must not lead back.
    await page.getByRole('link', { name: 'Rubika Deo' }).click()
    await page.getByLabel('City').fill('Aden')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByLabel('Email').fill('no email')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await page.getByRole('alert').textContent()).toBe('email must be an email')
  })
})
