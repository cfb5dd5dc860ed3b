import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { startContactd } from 'contactd'
import { signUp } from '../sign-up.js'

const ada = { firstName: 'Ada', email: 'ada@example.com' }

let contactd
let highLevel
before(async () => {
  contactd = await startContactd({ seed: 'demo' })
  highLevel = { url: contactd.url, token: contactd.token, locationId: contactd.locationId }
})
after(() => contactd.close())
beforeEach(() => contactd.reset())

test('makes a contact', async () => {
  const id = await signUp(highLevel, ada)
  const headers = { authorization: `Bearer ${contactd.token}`, version: '2021-07-28' }
  const { contact } = await (await fetch(`${contactd.url}/contacts/${id}`, { headers })).json()
  assert.equal(contact.email, 'ada@example.com')
  assert.deepEqual(contact.tags, ['signed-up'])
})

test('makes one contact if the answer is lost', async () => {
  await contactd.fault({
    match: { path: '/contacts/upsert' },
    effect: { connection: 'reset-after-commit' },
    times: 1,
  })
  await signUp(highLevel, ada)
  const { requests } = await contactd.requests({ path: '/contacts/upsert' })
  assert.deepEqual(
    requests.map(({ responseBody }) => responseBody.new),
    [false, true],
  )
})

test('waits out a spent limit', async () => {
  await contactd.fault({ effect: { status: 429 }, times: 2 })
  assert.ok(await signUp(highLevel, ada))
})

test('says why HighLevel refuses', async () => {
  await assert.rejects(signUp(highLevel, { ...ada, email: 'ada' }), /email must be an email/)
  const { requests } = await contactd.requests({ status: 422 })
  assert.equal(requests[0].refusal.reason, 'email must be an email')
})
