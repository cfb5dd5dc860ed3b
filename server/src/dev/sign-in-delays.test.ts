import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Contactd } from './contactd.ts'
import { startContactd } from './start-contactd.ts'

const client = { clientId: 'client-1', redirectUris: ['https://app.example/callback'] }
let contactd: Contactd
beforeAll(async () => {
  contactd = await startContactd({ seed: { locations: [{ name: 'A' }], apps: [{ name: 'App', ...client }] } })
})
afterAll(() => contactd.close())

/** Signs in with a wrong password. @returns after how many seconds the next attempt is checked. */
async function fail(): Promise<number> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUris[0] ?? '',
    scope: 'contacts.readonly',
  })
  const page = await fetch(`${contactd.url}/oauth/chooselocation?${query}`)
  const cookie = page.headers.getSetCookie().map((line) => line.split(';', 1)[0])
  const hidden = (await page.text()).matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)
  const form = new URLSearchParams()
  for (const [, name = '', value = ''] of hidden) form.append(name, value)
  form.set('email', 'olivia@example.com')
  form.set('password', 'wrong')
  const headers = { cookie: cookie.join('; '), origin: contactd.url }
  const reply = await fetch(`${contactd.url}/_contactd/sign-in`, { method: 'POST', headers, body: form })
  expect(await reply.text()).toContain('No owner of a company')
  return Number(reply.headers.get('retry-after') ?? 0)
}

/** In a year to come, at one moment: no delay passes. */
async function failUntilDelayed(): Promise<void> {
  await contactd.clock.set({ now: '2040-01-01T00:00:00.000Z', frozen: true })
  const delays = []
  for (let attempt = 0; attempt < 5; attempt += 1) delays.push(await fail())
  expect(delays.at(-1)).toBeGreaterThan(0)
}

it('BR-604 a reset ends the delays of sign-ins', async () => {
  await failUntilDelayed()
  await contactd.reset()
  expect(await fail()).toBe(0)
})

it('BR-605 so does a snapshot that is brought back', async () => {
  await contactd.reset()
  await contactd.snapshot('start')
  await failUntilDelayed()
  await contactd.restore('start')
  expect(await fail()).toBe(0)
})

it('BR-607 a clock that is set back leaves no delay of a later time', async () => {
  await contactd.reset()
  await failUntilDelayed()
  await contactd.clock.set({ now: '2031-01-01T00:00:00.000Z' })
  expect(await fail()).toBe(0)
})
