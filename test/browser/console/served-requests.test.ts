import { expect, it } from 'vitest'
import { demoIds } from '../../../server/src/demo/demo-ids.ts'
import { signIn, useConsole } from '../../support/console.ts'

const demo = useConsole()

it('BR-820 a server that is not for development keeps no bodies by default, and says so', async () => {
  const page = await demo.openConsole('/requests')
  await page.getByRole('heading', { name: 'No requests yet' }).waitFor()
  await fetch(`${demo.url}/locations/${demoIds.location}`, {
    headers: { authorization: `Bearer ${demo.token}`, version: '2021-07-28' },
  })
  const row = page.getByRole('row').filter({ hasText: `GET /locations/${demoIds.location}` })
  await row.waitFor()
  // The name of the token.
  await expect.poll(() => row.textContent()).toMatch(/demo$/)
  await row.getByRole('button').click()
  await page.getByText('The server keeps no bodies.').waitFor()
  expect(await page.getByRole('region', { name: 'Clock' }).count()).toBe(0)
})

it('BR-820 a user who is not an owner sees that the page is for owners', async () => {
  const page = await demo.open('/requests')
  await signIn(page, await demo.user())
  await page.getByRole('heading', { name: 'This page is for owners' }).waitFor()
  expect(await page.getByRole('link', { name: 'Requests' }).count()).toBe(0)
})
