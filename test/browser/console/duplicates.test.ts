import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { demoIds } from '../../../server/src/demo/demo-ids.ts'
import { appearances, expectAccessible, useConsole } from '../../support/console.ts'

const demo = useConsole()
const locationId = demoIds.location

async function call<Body>(method: string, path: string, body?: object, token = demo.token): Promise<Body> {
  const reply = await fetch(`${demo.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, version: '2021-07-28', 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`)
  return (await reply.json()) as Body
}

interface Made {
  contact: { firstName: string; lastName: string; email: string; phone: string; city: string }
}
const create = (contact: object) => call<Made>('POST', '/contacts/', { locationId, ...contact })
const phone = '+15125550177'

beforeAll(async () => {
  const settings = { companyId: demoIds.company, settings: { allowDuplicateContact: true } }
  await call('PUT', `/locations/${locationId}`, settings, demo.companyToken)
  await create({ firstName: 'Dora', lastName: 'Twin', email: 'dora@example.com', phone })
  await create({ firstName: 'Dorothea', lastName: 'Twin', city: 'Austin', phone })
})

const openMerge = async (page: Page) => {
  await page.getByRole('button', { name: `Compare and merge ${phone}` }).click()
  await page.getByRole('table').waitFor()
}

describe('BR-812 duplicates', () => {
  it.each(appearances)('are accessible: $name', async ({ name, options }) => {
    const page = await demo.openConsole('/duplicates', options)
    await page.getByRole('heading', { name: phone }).waitFor()
    await expectAccessible(page)
    await openMerge(page)
    await expectAccessible(page)
    const folder = process.env.CONTACTD_SCREENSHOTS
    if (folder !== undefined) await page.screenshot({ path: `${folder}/duplicates-${name}.png` })
  })

  it('are merged into one, with the choice of each field', async () => {
    const page = await demo.openConsole('/duplicates')
    await openMerge(page)
    await page.getByRole('radio', { name: /^Keep Dora Twin/ }).check()
    await page.getByRole('radio', { name: 'First name: Dorothea' }).check()
    await page.getByRole('button', { name: 'Merge 2 contacts' }).click()
    await page.getByRole('status').filter({ hasText: 'Merged into Dora Twin' }).waitFor()
    await page.getByRole('heading', { name: 'No duplicates' }).waitFor()
    const found = await call<Made>(
      'GET',
      `/contacts/search/duplicate?locationId=${locationId}&number=${encodeURIComponent(phone)}`,
    )
    expect(found.contact).toMatchObject({
      firstName: 'Dorothea',
      lastName: 'Twin',
      city: 'Austin',
      phone,
      email: 'dora@example.com',
    })
  })
})
