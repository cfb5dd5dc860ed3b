import { beforeEach, describe, expect, it } from 'vitest'
import { appearances, expectAccessible, useConsole } from '../../support/console.ts'
import { startDevServer } from '../../support/dev-console.ts'

const dev = useConsole(startDevServer)

const ask = (path: string, body?: object) =>
  fetch(`${dev.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${dev.token}`,
      version: '2021-07-28',
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  })

describe('BR-821 the overview', () => {
  beforeEach(async () => {
    await dev.reset()
    // The page goes by the clock of the server.
    await dev.clock.advance({ seconds: 60 * 86_400 })
    await ask('/contacts/unknown')
    await ask(`/locations/${dev.locationId}`)
    for (const name of ['Ada', 'Ben', 'Cleo'])
      await ask('/contacts/', { locationId: dev.locationId, firstName: name })
  })

  it('shows requests, their errors and durations, contacts and deliveries', async () => {
    const page = await dev.openConsole('/overview')
    const requests = page.getByRole('region', { name: 'Requests a minute', exact: true })
    await requests.getByText(/^\d+ requests: 1 refused, 0 failed\.$/).waitFor()
    await requests.getByRole('img', { name: /^Requests a minute/ }).waitFor()
    await requests.getByRole('button', { name: 'Requests a minute: show a table' }).click()
    expect(await requests.getByRole('row').count()).toBe(61)
    await page
      .getByRole('region', { name: 'Duration in ms', exact: true })
      .getByText(/of 100 at most/)
      .waitFor()
    const contacts = page.getByRole('region', { name: 'Contacts added', exact: true })
    await contacts.getByText(/there are 203\.$/).waitFor()
    await contacts.getByRole('button', { name: 'Contacts added: show a table' }).click()
    expect(await contacts.getByRole('cell').last().textContent()).toBe('3')
    await page.getByRole('link', { name: 'Create a webhook' }).click()
    await page.waitForURL(/\/console\/webhooks$/)
  })

  it.each(appearances)('is accessible: $name', async ({ options }) => {
    const page = await dev.openConsole('/overview', options)
    await page.getByText(/there are 203\.$/).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Duration in ms: show a table' }).click()
    await expectAccessible(page)
  })
})
