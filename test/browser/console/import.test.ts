import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { appearances, expectAccessible, useConsole } from '../../support/console.ts'

const demo = useConsole()

const csv = `First Name,Mail,Phone,Plan
Imp,imp@example.com,,basic
Bad,no email,,basic
Good,good@example.com,,basic
`

const choose = (page: Page, text: string, name = 'contacts.csv') =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

/** The figures of a preview or a result: New, Updated, Unchanged, Refused. */
const figures = async (page: Page) => {
  const text = await page.getByRole('status').locator('xpath=../..').innerText()
  return [...text.matchAll(/(\d+)\s+(New|Updated|Unchanged|Refused)/g)].map(
    ([, count, what]) => `${count} ${what}`,
  )
}

const imported = async (page: Page, title: RegExp) => {
  await page.getByRole('status').filter({ hasText: title }).waitFor()
  return figures(page)
}

describe('BR-814 import in the console', () => {
  it('previews a file, imports it, and takes the corrected rows', async () => {
    const page = await demo.openConsole('/import')
    await choose(page, csv)
    await page.getByLabel('Refuse a row for one bad field').check()
    const country = page.getByRole('combobox', { name: 'Country of phones without +' })
    await country.fill('Germany')
    await page.getByRole('option', { name: 'Germany' }).click()
    await page.getByRole('button', { name: 'Preview' }).click()
    expect(await imported(page, /would happen to 3 rows/)).toEqual([
      '2 New',
      '0 Updated',
      '0 Unchanged',
      '1 Refused',
    ])
    await page.getByRole('combobox', { name: 'Plan becomes' }).click()
    await page.getByRole('option', { name: 'Leave out' }).click()
    await page.getByRole('button', { name: 'Preview' }).click()
    await imported(page, /would happen to 3 rows/)
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await imported(page, /^Done with 3 rows/)
    const arrived = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download the refused rows' }).click()
    const file = readFileSync(await (await arrived).path(), 'utf8')
    expect(file).toContain('contactd_error')
    expect(file).toContain('Bad,no email')

    await choose(page, file.replace('no email', 'bad@example.com'), 'rejected-contacts.csv')
    await page.getByRole('button', { name: 'Preview' }).click()
    await imported(page, /would happen to 1 row$/)
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    expect(await imported(page, /^Done with 1 row$/)).toEqual([
      '1 New',
      '0 Updated',
      '0 Unchanged',
      '0 Refused',
    ])
  })

  it('says why a file can not be imported', async () => {
    const page = await demo.openConsole('/import')
    await choose(page, '', 'empty.csv')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('alert').filter({ hasText: 'empty.csv is empty.' }).waitFor()
  })

  it.each(appearances)('is accessible: $name', async ({ name, options }) => {
    const page = await demo.openConsole('/import', options)
    await page.getByRole('heading', { name: 'Import' }).waitFor()
    await expectAccessible(page)
    await choose(page, csv)
    await page.getByRole('button', { name: 'Preview' }).click()
    await imported(page, /would happen/)
    await expectAccessible(page)
    const folder = process.env.CONTACTD_SCREENSHOTS
    if (folder !== undefined) await page.screenshot({ path: `${folder}/import-${name}.png`, fullPage: true })
  })
})
