import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startContactd } from 'contactd'
import { signUp } from '../sign-up.js'

const ada = { firstName: 'Ada', email: 'ada@example.com' }

let contactd
beforeAll(async () => {
  contactd = await startContactd({ seed: 'demo' })
})
afterAll(() => contactd.close())

/** A location for one test. */
async function newHighLevel() {
  const { token, locationId } = await contactd.createLocation()
  return { url: contactd.url, token, locationId }
}

describe('a sign-up', () => {
  it('makes a contact', async () => {
    const highLevel = await newHighLevel()
    const id = await signUp(highLevel, ada)
    const headers = { authorization: `Bearer ${highLevel.token}`, version: '2021-07-28' }
    const response = await fetch(`${highLevel.url}/contacts/${id}`, { headers })
    expect(await response.json()).toMatchObject({
      contact: { email: 'ada@example.com', tags: ['signed-up'] },
    })
  })

  it('makes one contact if the answer is lost', async () => {
    const highLevel = await newHighLevel()
    const { locationId } = highLevel
    await contactd.fault({ match: { locationId }, effect: { connection: 'reset-after-commit' }, times: 1 })
    await signUp(highLevel, ada)
    const { requests } = await contactd.requests({ locationId })
    expect(requests.map(({ responseBody }) => responseBody.new)).toEqual([false, true])
  })

  it('says why HighLevel refuses', async () => {
    const highLevel = await newHighLevel()
    await expect(signUp(highLevel, { ...ada, email: 'ada' })).rejects.toThrow('email must be an email')
  })
})
