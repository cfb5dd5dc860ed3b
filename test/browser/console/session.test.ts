import { describe, expect, it } from 'vitest'
import { appearances, expectAccessible, signIn, useConsole } from '../../support/console.ts'

const demo = useConsole()

describe('BR-803 the console', () => {
  it('leads to the sign-in, and from there to where it was asked for', async () => {
    const page = await demo.open('/contacts?q=ada')
    await page.waitForURL(/\/console\/sign-in\?to=/)
    await signIn(page, { email: 'olivia@example.com', password: 'wrong' })
    expect(await page.getByRole('alert').textContent()).toBe('No user has this email and password.')
    await signIn(page, await demo.owner())
    await page.waitForURL(/\/console\/contacts\?q=ada$/)
    await page.getByRole('heading', { name: 'Contacts' }).waitFor()
    expect(await page.title()).toBe('Contacts · contactd')
  })

  it('stays signed in over a reload, and signs out', async () => {
    const page = await demo.openConsole('/contacts')
    await page.reload()
    await page.getByRole('heading', { name: 'Contacts' }).waitFor()
    expect(await page.evaluate('document.cookie')).toBe('')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/\/console\/sign-in/)
    await page.goto(`${demo.url}/console/contacts`)
    await page.waitForURL(/\/console\/sign-in/)
  })

  it('has the first stop of the keyboard at the content', async () => {
    const page = await demo.openConsole('/contacts')
    await page.getByRole('heading', { name: 'Contacts' }).waitFor()
    await page.evaluate('document.activeElement.blur()')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
  })

  it('says so if there is no such page', async () => {
    const page = await demo.openConsole('/nothing')
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  })

  it.each(appearances)('is accessible: $name', async ({ options }) => {
    const page = await demo.open('/', options)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await expectAccessible(page)
    await signIn(page, await demo.owner())
    await page.getByRole('heading', { name: 'Contacts' }).waitFor()
    await expectAccessible(page)
  })

  it('is led to from the root, in a browser', async () => {
    const page = await demo.open('/')
    await page.goto(demo.url)
    await page.getByRole('link', { name: /^Console/ }).click()
    await page.waitForURL(/\/console\/sign-in/)
  })
})
