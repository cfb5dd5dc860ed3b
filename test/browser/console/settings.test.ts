import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../../server/src/demo/demo-ids.ts'
import { systemClock as clock } from '../../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../../server/src/lib/ids.ts'
import { installApp } from '../../../server/src/oauth/install-app.ts'
import { createApp } from '../../../server/src/oauth/manage-apps.ts'
import { appearances, expectAccessible, useConsole } from '../../support/console.ts'

const demo = useConsole()

const sections = ['location', 'users', 'fields', 'values', 'pipelines', 'tags', 'apps', 'tokens']

/** The row of a table that has the text. */
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })

/** Fills the open dialog in, and sends it. */
async function submit(page: Page, fields: Record<string, string>, button: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  for (const [label, value] of Object.entries(fields))
    await dialog.getByRole('textbox', { name: label, exact: true }).fill(value)
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

beforeAll(async () => {
  const redirectUri = 'https://crm.example.com/oauth/callback'
  const scopes = ['contacts.readonly', 'contacts.write', 'opportunities.readonly']
  await demo.storage.write(async (tx) => {
    const app = { name: 'Mail Merge', redirectUris: [redirectUri], scopes }
    const { clientId } = await createApp(tx, { clock, ids }, app)
    const { company: companyId, location } = demoIds
    const grant = { clientId, companyId, userId: undefined, redirectUri, scopes }
    await installApp(tx, { clock, ids }, { ...grant, locationId: undefined })
    await installApp(tx, { clock, ids }, { ...grant, locationId: location })
  }, 'database')
})

describe('BR-811 settings', () => {
  it('makes a token, which works until it is revoked', async () => {
    const page = await demo.openConsole('/settings/tokens')
    await page.getByRole('button', { name: 'New token' }).click()
    await submit(page, { Name: 'CRM sync' }, 'Create token')
    const token = await page.getByTestId('token').textContent()
    const use = async () =>
      (
        await fetch(`${demo.url}/locations/ve9EPM428h8vShlRW1KT`, {
          headers: { authorization: `Bearer ${token}`, version: '2021-07-28' },
        })
      ).status
    expect(await use()).toBe(200)
    await page.reload()
    await row(page, 'CRM sync').waitFor()
    expect(await page.getByTestId('token').count()).toBe(0)
    expect(await row(page, 'CRM sync').textContent()).not.toContain('Never')
    await page.getByRole('button', { name: 'Revoke CRM sync' }).click()
    await submit(page, {}, 'Revoke')
    await row(page, 'CRM sync').waitFor({ state: 'detached' })
    expect(await use()).toBe(401)
  })

  it('makes, changes and deletes custom fields, values and tags', async () => {
    const page = await demo.openConsole('/settings/values')
    await page.getByRole('button', { name: 'New custom value' }).click()
    await submit(page, { Name: 'Opening hours', Value: '9 to 5' }, 'Save')
    await page.getByRole('button', { name: 'Edit Opening hours' }).click()
    await submit(page, { Value: '10 to 6' }, 'Save')
    await row(page, '10 to 6').waitFor()
    await page.getByRole('button', { name: 'Delete Opening hours' }).click()
    await submit(page, {}, 'Delete')
    await row(page, '10 to 6').waitFor({ state: 'detached' })

    await page.getByRole('link', { name: 'Custom fields' }).click()
    await page.getByRole('button', { name: 'New field' }).click()
    await submit(page, { Name: 'Shoe size' }, 'Save')
    await row(page, 'contact.shoe_size').waitFor()

    await page.getByRole('button', { name: 'New folder' }).click()
    await submit(page, { Name: 'Sizes' }, 'Save')
    const folders = page.getByRole('table', { name: 'Folders' })
    await page.getByRole('button', { name: 'Edit Shoe size' }).click()
    await page.getByRole('dialog').getByRole('combobox', { name: 'Folder' }).click()
    await page.getByRole('option', { name: 'Sizes' }).click()
    await submit(page, {}, 'Save')
    await folders.getByRole('row').filter({ hasText: 'Sizes' }).filter({ hasText: '1' }).waitFor()
    await page.getByRole('button', { name: 'Edit Sizes' }).click()
    await submit(page, { Name: 'Measures' }, 'Save')
    await row(page, 'contact.shoe_size').filter({ hasText: 'Measures' }).waitFor()
    await page.getByRole('button', { name: 'Delete Measures' }).click()
    await submit(page, {}, 'Delete')
    await page.getByRole('button', { name: 'Delete Measures' }).waitFor({ state: 'detached' })
    await row(page, 'contact.shoe_size').waitFor()

    await page.getByRole('link', { name: 'Tags' }).click()
    await page.getByRole('button', { name: 'New tag' }).click()
    await submit(page, { Name: 'Newcomer' }, 'Save')
    await row(page, 'newcomer').waitFor()
  })

  it('BR-815 shows where apps are installed, and uninstalls them from one place', async () => {
    const page = await demo.openConsole('/settings/apps')
    await page.getByRole('heading', { name: 'Mail Merge' }).waitFor()
    await page.getByText('https://crm.example.com/oauth/callback').waitFor()
    await row(page, 'The whole company').waitFor()
    await page.getByRole('button', { name: /^Uninstall Mail Merge from (?!The whole)/ }).click()
    await submit(page, {}, 'Uninstall')
    await expect.poll(() => page.getByRole('button', { name: /^Uninstall Mail Merge/ }).count()).toBe(1)
    await row(page, 'The whole company').waitFor()
  })

  it('saves the location, and shows why it could not', async () => {
    const page = await demo.openConsole('/settings/location')
    await page.getByLabel('City').fill('Berlin')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
    await page.reload()
    await page.getByLabel('City').waitFor()
    expect(await page.getByLabel('City').inputValue()).toBe('Berlin')
    await page.getByLabel('City').fill('B'.repeat(1000))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').filter({ hasText: 'city' }).waitFor()
  })

  it('makes a user, and shows why another is refused', async () => {
    const page = await demo.openConsole('/settings/users')
    const person = { 'First name': 'Uma', 'Last name': 'User', Email: 'uma@example.com' }
    await page.getByRole('button', { name: 'New user' }).click()
    await submit(page, person, 'Save')
    await row(page, 'uma@example.com').waitFor()
    await page.getByRole('button', { name: 'New user' }).click()
    const dialog = page.getByRole('dialog')
    for (const [label, value] of Object.entries(person))
      await dialog.getByRole('textbox', { name: label }).fill(value)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').filter({ hasText: 'already exists' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it.each(appearances)('are accessible: $name', async ({ name, options }) => {
    const page = await demo.openConsole('/settings/location', options)
    for (const section of sections) {
      await page.goto(`${demo.url}/console/settings/${section}`)
      await page.getByRole('main').getByRole('heading').first().waitFor()
      await page.waitForLoadState('networkidle')
      await expectAccessible(page)
      const folder = process.env.CONTACTD_SCREENSHOTS
      if (folder !== undefined)
        await page.screenshot({ path: `${folder}/settings-${section}-${name}.png`, fullPage: true })
    }
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
  })
})
