import { describe, expect, it } from 'vitest'
import { machinesChromium } from './support/browser.ts'
import { useConsole } from './support/console.ts'

// The pages have their own tests in test/browser/console.
describe.runIf(machinesChromium)('the main story of the console', () => {
  const demo = useConsole()

  it('an owner signs in, finds a contact, changes it, and sees what is refused', async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('rubika')
    await page.getByRole('link', { name: 'Rubika Deo' }).click()
    await page.getByLabel('City').fill('Aden')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByLabel('Email').fill('no email')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await page.getByRole('alert').textContent()).toBe('email must be an email')
  })
})
