import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appearances, expectAccessible, useConsole } from '../../support/console.ts'
import { startDevServer } from '../../support/dev-console.ts'

const dev = useConsole(startDevServer)

/** Takes what it is sent, or refuses it. */
const receiver = { url: '', isAway: false, taken: 0, server: undefined as Server | undefined }
beforeAll(async () => {
  const server = createServer((request, response) => {
    request.resume()
    if (!receiver.isAway) receiver.taken += 1
    response.writeHead(receiver.isAway ? 503 : 200).end(receiver.isAway ? 'the CRM is down' : 'taken')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  Object.assign(receiver, { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks` })
})
afterAll(() => receiver.server?.close())

async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${dev.token}`,
    version: '2021-07-28',
    'content-type': 'application/json',
  }
  const response = await fetch(`${dev.url}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await response.json()) as Answer
}

const addWebhook = async () =>
  (await call<{ webhook: { id: string } }>('POST', '/_contactd/webhooks', { url: receiver.url })).webhook.id
const addContact = (firstName: string) =>
  call('POST', '/contacts/', { locationId: dev.locationId, firstName })

describe('BR-822 the webhooks', () => {
  beforeEach(async () => {
    await dev.reset()
    Object.assign(receiver, { isAway: false, taken: 0 })
  })

  it('creates one, whose secret is shown once, changes it and deletes it', async () => {
    const page = await dev.openConsole('/webhooks')
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor()
    await page.getByRole('button', { name: 'New webhook' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('URL').fill('http://user:secret@example.com/')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.getByText(/^url must be a URL/).waitFor()
    await dialog.getByLabel('URL').fill(receiver.url)
    await dialog.getByRole('button', { name: 'Create' }).click()
    expect(await dialog.getByRole('region', { name: 'Secret' }).textContent()).toMatch(/^whsec_/)
    await dialog.getByRole('button', { name: 'I have it' }).click()
    await page.getByRole('link', { name: receiver.url }).click()
    await page.getByRole('heading', { name: 'Nothing sent yet' }).waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await dialog.getByLabel('All events, also those of later versions').uncheck()
    await dialog.getByLabel('ContactCreate').check()
    await dialog.getByLabel('ContactDelete').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^ContactCreate and ContactDelete/).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor()
    expect(await call('GET', '/_contactd/webhooks')).toEqual({ webhooks: [] })
  })

  it('shows what was sent, and sends it once more', async () => {
    const id = await addWebhook()
    await addContact('Ada')
    const page = await dev.openConsole(`/webhooks/${id}`)
    await page.getByText('delivered', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'ContactCreate', exact: true }).click()
    expect(await page.getByRole('region', { name: 'Answer of the receiver' }).textContent()).toBe('taken')
    await page.getByRole('button', { name: /^Repeat ContactCreate/ }).click()
    await page.getByText('1 delivery is sent once more.').waitFor()
    await expect.poll(() => receiver.taken).toBe(2)
    await page.getByText(/repeat 1$/).waitFor()
  })

  it('pauses one, whose events wait until it is resumed', async () => {
    const id = await addWebhook()
    const page = await dev.openConsole(`/webhooks/${id}`)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText(/Paused .*, on request: its events wait/).waitFor()
    await addContact('Ada')
    await page.getByText('1 waiting').waitFor()
    expect(receiver.taken).toBe(0)
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => receiver.taken).toBe(1)
    await page.getByText('0 waiting').waitFor()
  })

  it('sends all that failed once more', async () => {
    receiver.isAway = true
    const id = await addWebhook()
    for (const name of ['Ada', 'Ben', 'Cleo']) await addContact(name)
    const page = await dev.openConsole(`/webhooks/${id}`)
    await page.getByText('failing', { exact: true }).waitFor()
    await page.getByLabel('Only failed').check()
    await expect.poll(() => page.getByLabel(/^Choose ContactCreate/).count()).toBe(3)
    receiver.isAway = false
    await page.getByRole('button', { name: 'Repeat all that failed' }).click()
    await page.getByText('3 deliveries are sent once more.').waitFor()
    await expect.poll(() => receiver.taken).toBe(3)
    await page.getByRole('heading', { name: 'No such deliveries' }).waitFor()
  })

  it.each(appearances)('is accessible: $name', async ({ options }) => {
    const page = await dev.openConsole('/webhooks', options)
    await page.getByRole('button', { name: 'New webhook' }).click()
    await page.getByLabel('All events, also those of later versions').uncheck()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Cancel' }).click()
    const id = await addWebhook()
    await addContact('Ada')
    await page.getByRole('link', { name: receiver.url }).waitFor()
    await expectAccessible(page)
    await page.goto(`${dev.url}/console/webhooks/${id}`)
    await page.getByRole('button', { name: 'ContactCreate', exact: true }).click()
    await page.getByRole('region', { name: 'Answer of the receiver' }).waitFor()
    await expectAccessible(page)
  })
})
