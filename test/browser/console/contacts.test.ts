import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { appearances, expectAccessible, useConsole } from '../../support/console.ts'

const demo = useConsole()
const contactId = 'ocQHyuzHvysMo5N5VsXc'

/** Sends a request with the demo's token. */
async function call(method: string, path: string, body?: object) {
  const headers = {
    authorization: `Bearer ${demo.token}`,
    version: '2021-07-28',
    'content-type': 'application/json',
  }
  const reply = await fetch(demo.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  return (await reply.json()) as {
    contact: Record<string, unknown>
    contacts: { id: string }[]
    total: number
  }
}

const contactNow = async () => (await call('GET', `/contacts/${contactId}`)).contact
const statusOf = (page: Page) => page.getByRole('form').getByRole('status')

describe('BR-805 the list of contacts', () => {
  it('searches while typing, and keeps the search in the URL', async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByText('200 contacts').waitFor()
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('ada eze')
    await page.getByRole('link', { name: 'Ada Eze' }).waitFor()
    await page.getByText('1 contact', { exact: true }).waitFor()
    expect(page.url()).toMatch(/\/console\/contacts\?q=ada\+eze$/)
    await page.reload()
    await page.getByText('1 contact', { exact: true }).waitFor()
  })

  it('filters in the search grammar', async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('button', { name: 'Add a filter' }).click()
    await page.getByLabel('Value of filter 1').fill('newsletter')
    const filters = [{ field: 'tags', operator: 'contains', value: 'newsletter' }]
    const { total } = await call('POST', '/contacts/search', {
      locationId: 've9EPM428h8vShlRW1KT',
      pageLimit: 1,
      filters,
    })
    await page.getByText(`${total} contacts`).waitFor()
    const kept = new URL(page.url()).searchParams.get('filters') ?? ''
    expect(JSON.parse(kept)).toEqual(filters)
  })

  it('renders the visible rows alone, and loads the next pages when they are reached', async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByText('200 contacts').waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(60)
    await expect
      .poll(async () => {
        await page.evaluate('document.querySelector("[aria-label=\'List of contacts\']").scrollBy(0, 5000)')
        return page.locator('tr[aria-rowindex]').last().getAttribute('aria-rowindex')
      })
      .toBe('201')
  })

  it('keeps the chosen columns, and saves views', async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'City' }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'City' }).waitFor()
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('jan')
    await page.waitForURL(/q=jan$/)
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByLabel('Name of this view').fill('Jans')
    await page.getByRole('button', { name: 'Keep' }).click()
    await page.goto(`${demo.url}/console/contacts`)
    await page.getByRole('columnheader', { name: 'City' }).waitFor()
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Jans', exact: true }).click()
    await page.waitForURL(/q=jan$/)
  })

  /** Selects a contact, and notes what is sent about contacts. */
  async function select(page: Page): Promise<string[]> {
    const sent: string[] = []
    page.on('request', (request) => {
      if (/bulk|contacts\/\w{20}/.test(request.url())) sent.push(request.method())
    })
    await page.getByRole('checkbox', { name: 'Select Ada Eze' }).check()
    return sent
  }

  it('sends nothing of a change of many that is undone within ten seconds', async () => {
    const page = await demo.openConsole('/contacts?q=ada+eze')
    const sent = await select(page)
    await page.clock.install()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Delete 1 contact: not sent yet').waitFor()
    await page.clock.runFor(9_000)
    await page.getByRole('button', { name: /^Undo/ }).click()
    await page.clock.runFor(20_000)
    expect(sent).toEqual([])
  })

  it('sends a change of many after ten seconds', async () => {
    const page = await demo.openConsole('/contacts?q=ada+eze')
    const sent = await select(page)
    await page.getByRole('button', { name: 'Tag', exact: true }).click()
    await page.getByRole('combobox', { name: 'Tags to add or remove' }).fill('asked')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Add tags to 1 contact: not sent yet').waitFor()
    expect(sent).toEqual([])
    await page.getByText('asked', { exact: true }).waitFor()
    expect(sent).toEqual(['POST'])
  })

  it.each(appearances)('is accessible: $name', async ({ options }) => {
    const page = await demo.openConsole('/contacts?filters=[{"field":"city","operator":"exists"}]', options)
    await page.getByRole('link', { name: 'Rubika Deo' }).waitFor()
    await page.getByRole('checkbox', { name: 'Select Rubika Deo' }).check()
    await expectAccessible(page)
  })
})

describe('BR-806 a contact', () => {
  it('is saved with what was changed alone', async () => {
    const page = await demo.openConsole(`/contacts/${contactId}`)
    await page.getByLabel('City').fill('Aden')
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.method() === 'PUT'),
      page.getByRole('button', { name: 'Save' }).click(),
    ])
    expect(request.postDataJSON()).toEqual({ city: 'Aden' })
    await page.getByText('Saved.').waitFor()
    expect(await statusOf(page).textContent()).toBe('Saved.')
    expect((await contactNow()).city).toBe('Aden')
    await page.getByText('The same with curl').click()
    await page.getByText(`curl -X PUT '${demo.url}/contacts/${contactId}'`).waitFor()
  })

  it('shows a refusal beside its field', async () => {
    const page = await demo.openConsole(`/contacts/${contactId}`)
    await page.getByLabel('Email').fill('no email')
    await page.getByLabel('First name').fill('Kept')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await page.getByRole('alert').textContent()).toBe('email must be an email')
    expect(await page.getByLabel('Email').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('First name').inputValue()).toBe('Kept')
    await page.getByLabel('Email').fill('rubika@example.com')
    await page.getByLabel('Phone').fill('12')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => page.getByLabel('Phone').getAttribute('aria-invalid')).toBe('true')
    expect((await contactNow()).firstName).toBe('Rubika')
  })

  it('does not overwrite what another person has changed meanwhile', async () => {
    const page = await demo.openConsole(`/contacts/${contactId}`)
    await page.getByLabel('City').fill('Bonn')
    await page.getByLabel('Source').fill('mine')
    await call('PUT', `/contacts/${contactId}`, { city: 'Cork', state: 'Munster' })
    await page.getByRole('button', { name: 'Save' }).click()
    const alert = page.getByRole('alert')
    await alert.getByRole('cell', { name: 'Cork' }).waitFor()
    await alert.getByRole('cell', { name: 'Bonn' }).waitFor()
    expect(await alert.getByRole('row').count()).toBe(2)
    expect(await page.getByLabel('State').inputValue()).toBe('Munster')
    expect((await contactNow()).city).toBe('Cork')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Take theirs: City' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await contactNow()).toMatchObject({ city: 'Cork', state: 'Munster', source: 'mine' })
  })

  it('has custom fields of every type, and Do Not Disturb', async () => {
    const page = await demo.openConsole(`/contacts/${contactId}`)
    await page.getByRole('tab', { name: 'Custom fields' }).click()
    await page.getByLabel('Nickname').fill('Ruby')
    await page.getByLabel('Budget').fill('1200.5')
    await page.getByLabel('Member since').fill('2024-02-29')
    await page.getByRole('radio', { name: 'Plus' }).check()
    await page.getByRole('checkbox', { name: 'Running' }).check()
    await page.getByRole('group', { name: 'Emergency contact' }).getByLabel('Name').fill('Eve')
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Add a file to Contract' }).click(),
    ])
    await chooser.setFiles({ name: 'contract.png', mimeType: 'image/png', buffer: Buffer.from('png') })
    await page.getByRole('button', { name: 'contract.png', exact: true }).waitFor()
    await page.getByRole('tab', { name: 'Do not disturb' }).click()
    await page
      .getByRole('radiogroup', { name: 'Do not disturb: SMS' })
      .getByText('Do not', { exact: true })
      .click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    const { customFields, dndSettings } = await contactNow()
    const texts = JSON.stringify(customFields)
    for (const part of ['"Ruby"', '1200.5', '2024-02-29', '"Plus"', '"Running"', '"Eve"', 'contract.png'])
      expect(texts).toContain(part)
    expect(dndSettings).toMatchObject({ SMS: { status: 'active' } })
  })

  it('has notes, tasks, opportunities, appointments and followers', async () => {
    const page = await demo.openConsole(`/contacts/${contactId}`)
    await page.getByLabel('New note').fill('Called back')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.getByRole('button', { name: 'Delete the note “Called back”' }).click()
    await page.getByText('Called back').waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: 'Tasks' }).click()
    await page.getByLabel('New task').fill('Call again')
    await page.getByLabel('Due').fill('2026-12-24T10:00')
    await page.getByRole('button', { name: 'Add the task' }).click()
    await page.getByRole('checkbox', { name: 'Call again' }).check()
    await page.getByRole('tab', { name: 'Opportunities' }).click()
    await page.getByLabel('New opportunity').waitFor()
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Appointments' }).click()
    await page.getByRole('tab', { name: 'Followers' }).click()
    await page.getByRole('combobox', { name: 'New follower' }).click()
    await page.getByRole('option', { name: 'Dana Demo' }).click()
    await page.getByRole('button', { name: 'Remove Dana Demo' }).waitFor()
  })

  it('is created in a dialog', async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByRole('button', { name: 'New contact' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('First name').fill('Nora')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'Nora' }).waitFor()
  })

  it.each(appearances)('is accessible: $name', async ({ options }) => {
    const page = await demo.openConsole(`/contacts/${contactId}`, options)
    await page.getByLabel('First name').waitFor()
    await page.getByText('Wants a quote by Friday.').waitFor()
    await expectAccessible(page)
  })
})
