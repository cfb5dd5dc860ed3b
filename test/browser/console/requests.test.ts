import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { appearances, expectAccessible, useConsole } from '../../support/console.ts'
import { startDevServer } from '../../support/dev-console.ts'

const dev = useConsole(startDevServer)

/** Sends a request that is refused: a contact has no `firstname`. */
const sendRefused = () =>
  fetch(`${dev.url}/contacts/`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${dev.token}`,
      version: '2021-07-28',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ locationId: dev.locationId, firstname: "O'Hara" }),
  })

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })

describe('BR-820 the requests', () => {
  beforeEach(() => dev.reset())

  it('shows how to send the first one, and shows it as it comes in', async () => {
    const page = await dev.openConsole('/requests')
    await page.getByRole('heading', { name: 'No requests yet' }).waitFor()
    await sendRefused()
    const refused = row(page, 'POST /contacts/')
    await refused.waitFor()
    const text = await refused.textContent()
    expect(text).toContain('422')
    expect(text).toContain('property firstname should not exist')
    expect(text).toMatch(/BR-\d+/)
    expect(text).toContain('firstName')
    expect(page.url()).toBe(`${dev.url}/console/requests`)
  })

  it('shows bodies, and a request as a command and a test that do the same again', async () => {
    const page = await dev.openConsole('/requests')
    await sendRefused()
    await page.getByRole('button', { name: 'POST /contacts/' }).click()
    const sent = await page.getByRole('region', { name: 'Body of the request' }).textContent()
    expect(JSON.parse(sent ?? '')).toMatchObject({ firstname: "O'Hara" })
    await page.getByRole('tab', { name: 'As curl' }).click()
    const curl = await page.getByRole('region', { name: 'The request as curl' }).textContent()
    const env = { ...process.env, CONTACTD_TOKEN: dev.token }
    const { stdout } = await promisify(execFile)('sh', ['-c', `${curl} -s`], { env })
    expect(JSON.parse(stdout)).toMatchObject({ statusCode: 422 })
    await page.getByRole('tab', { name: 'As a test' }).click()
    const test = await page.getByRole('region', { name: 'The request as test' }).textContent()
    const folder = await mkdtemp(join(tmpdir(), 'contactd-test-'))
    try {
      await writeFile(join(folder, 'request.test.mjs'), test ?? '')
      await promisify(execFile)(process.execPath, [join(folder, 'request.test.mjs')], { env })
    } finally {
      await rm(folder, { recursive: true })
    }
    await page.keyboard.press('Escape')
    await row(page, 'POST /contacts/').nth(2).waitFor()
  })

  it('keeps filters in the URL', async () => {
    const page = await dev.openConsole('/requests?path=/contacts*&refused=1')
    await sendRefused()
    await fetch(`${dev.url}/locations/${dev.locationId}`, {
      headers: { authorization: `Bearer ${dev.token}`, version: '2021-07-28' },
    })
    await row(page, '/contacts/').waitFor()
    expect(await row(page, '/locations/').count()).toBe(0)
    await page.getByLabel('Path', { exact: true }).fill('')
    await page.getByLabel('Only refused').uncheck()
    await row(page, `GET /locations/${dev.locationId}`).waitFor()
    await page.waitForURL(`${dev.url}/console/requests`)
    await page.getByLabel('Status').fill('5xx')
    await page.getByRole('heading', { name: 'No request passes the filters' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await row(page, 'POST /contacts/').waitFor()
  })

  it('has the clock, faults and snapshots of a development server', async () => {
    const page = await dev.openConsole('/requests')
    const faults = page.getByRole('region', { name: 'Faults' })
    await faults.getByRole('button', { name: 'Add the fault' }).click()
    await faults.getByText('/contacts*: status 429 (hit 0 of 1)').waitFor()
    expect((await sendRefused()).status).toBe(429)
    await faults.getByText('(hit 1 of 1)').waitFor()
    await faults.getByRole('button', { name: 'Remove all faults' }).click()
    await faults.getByText('Nothing goes wrong on purpose.').waitFor()

    const data = page.getByRole('region', { name: 'Data' })
    await data.getByLabel('New snapshot').fill('before lunch')
    await data.getByRole('button', { name: 'Take' }).click()
    await data.getByRole('button', { name: 'Restore before lunch' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    const clock = page.getByRole('region', { name: 'Clock' })
    await clock.getByRole('button', { name: 'Freeze' }).click()
    await clock.getByText('Frozen').waitFor()
    const { now: before } = await dev.clock.now()
    await clock.getByRole('button', { name: 'Forward by an hour' }).click()
    await expect
      .poll(async () => Date.parse((await dev.clock.now()).now))
      .toBe(Date.parse(before) + 3_600_000)

    await data.getByRole('button', { name: 'Reset to the start' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
    await page.waitForURL(/sign-in\?to=%2Frequests$/)
    expect((await dev.clock.now()).frozen).toBe(false)
  })

  it.each(appearances)('is accessible: $name', async ({ options }) => {
    const page = await dev.openConsole('/requests', options)
    await page.getByRole('heading', { name: 'No requests yet' }).waitFor()
    await expectAccessible(page)
    await sendRefused()
    await row(page, 'POST /contacts/').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'POST /contacts/' }).click()
    await page.getByRole('region', { name: 'Body of the response' }).waitFor()
    await expectAccessible(page)
  })
})
