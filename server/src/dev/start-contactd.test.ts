import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { HttpClient } from '../../../test/support/http-client.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { verifyPassword } from '../auth/password.ts'
import { devOwner, devOwnerHash } from './dev-seed.ts'
import { startContactd } from './start-contactd.ts'

/** The content of a new server. */
async function contentOfOne() {
  const contactd = await startContactd({ seed: 'demo' })
  const client = new HttpClient(contactd)
  const { url: _, close, ...told } = contactd
  const { body } = await client.call<object>('GET', `/contacts/${contactd.contactId}`)
  const list = await client.call<{ contacts: object[] }>(
    'GET',
    `/contacts/?locationId=${told.locationId}&limit=100`,
  )
  client.close()
  await close()
  return {
    values: Object.entries(told).filter(([, value]) => typeof value === 'string'),
    body: withoutTrace(body),
    list: JSON.stringify(list.body.contacts),
  }
}

const withoutTrace = (body: object) => JSON.stringify(body).replace(/"traceId":"[^"]+"/, '')

it('BR-600 starts in this process with the same ids, dates and token each time', async () => {
  const [one, other] = [await contentOfOne(), await contentOfOne()]
  expect(other.body).toBe(one.body)
  expect(other.list === one.list).toBe(true)
  expect(other.values).toEqual(one.values)
  expect(Object.fromEntries(one.values)).toEqual({
    token: expect.stringMatching(/^pit-[\da-f-]{36}$/),
    locationId: 've9EPM428h8vShlRW1KT',
    companyId: '5DP4iH6HLkQsiKESj6rh',
    contactId: 'ocQHyuzHvuMOe5N5jjXF',
  })
})

it('BR-600 refuses a seed that does not exist', async () => {
  await expect(startContactd({ seed: 'large' })).rejects.toThrow('There is no seed large')
})

it('BR-600 says what to do if the port is in use', async () => {
  const first = await startContactd()
  const port = Number(new URL(first.url).port)
  const sentence = `Port ${port} on 127.0.0.1 is in use: stop the program that uses it, or choose another with the option \`port\`.`
  await expect(startContactd({ port })).rejects.toThrow(new Error(sentence))
  await first.close()
})

it('BR-600 does nothing more when it is closed', async () => {
  const contactd = await startContactd()
  await Promise.all([contactd.close(), contactd.close()])
  await contactd.close()
  await expect(contactd.reset()).rejects.toThrow('contactd is closed.')
  await expect(contactd.createLocation()).rejects.toThrow('contactd is closed.')
})

it('BR-600 leaves nothing behind that keeps a program from its end', () => {
  const file = join(temporaryFolder(), 'ends.mjs')
  const built = new URL('../../dist/start-contactd.js', import.meta.url).href
  const search = '/contacts/?limit=1&locationId='
  writeFileSync(
    file,
    `import { startContactd } from '${built}'
const refused = { locations: [{ name: 'A', contacts: [{ phone: 'none' }] }] }
await startContactd({ seed: refused }).catch(() => console.log('refused'))
const contactd = await startContactd()
const { url, token, locationId } = contactd
await startContactd({ port: new URL(url).port }).catch(() => console.log('in use'))
const headers = { authorization: 'Bearer ' + token, version: '2021-07-28', 'content-type': 'application/json' }
const body = JSON.stringify({ seconds: 60 })
await fetch(url + '/_contactd/dev/search-lag', { method: 'PUT', headers, body })
for (const firstName of ['Ada', 'Bea', 'Cid'])
  await fetch(url + '/contacts/', { method: 'POST', headers, body: JSON.stringify({ firstName, locationId }) })
await (await fetch(url + '${search}' + locationId, { headers })).text()
const reset = contactd.reset()
await contactd.close()
await reset
console.log('closed')
`,
  )
  const { status, stdout } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 30_000 })
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'refused\nin use\nclosed\n' })
})

it('BR-600 gives no more than it declares', async () => {
  const contactd = await startContactd()
  const functions = [
    'reset',
    'createLocation',
    'deliveries',
    'snapshot',
    'restore',
    'fault',
    'clearFaults',
    'requests',
    'close',
  ]
  const values = ['url', 'token', 'locationId', 'companyId', 'contactId', 'clock']
  expect(Object.keys(contactd).sort()).toEqual([...functions, ...values].sort())
  expect(Object.keys(contactd.clock).sort()).toEqual(['advance', 'freeze', 'now', 'set'])
  await contactd.close()
})

it('BR-600 several servers run at once, each with its own data', async () => {
  const both = await Promise.all([startContactd(), startContactd()])
  const [one, other] = both.map((contactd) => new HttpClient(contactd)) as [HttpClient, HttpClient]
  const path = `/contacts/${both[0].contactId}`
  expect(await one.call('DELETE', path)).toMatchObject({ status: 200 })
  expect(await one.call('GET', path)).toMatchObject({ status: 400 })
  expect(await other.call('GET', path)).toMatchObject({ status: 200 })
  for (const client of [one, other]) client.close()
  await Promise.all(both.map((contactd) => contactd.close()))
})

it("BR-600 the owner's password is the one that is printed", async () => {
  expect(await verifyPassword(devOwner.password, devOwnerHash)).toBe(true)
})

it('BR-600 the example of docs/testing.md passes', () => {
  const page = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8')
  const [, example = ''] = /```js\n(import assert.*?)```/s.exec(page) ?? []
  const file = join(temporaryFolder(), 'example.test.mjs')
  const built = fileURLToPath(new URL('../../dist/start-contactd.js', import.meta.url))
  writeFileSync(file, example.replace("'contactd'", JSON.stringify(built)))
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { status, stdout } = spawnSync(process.execPath, ['--test', file], { encoding: 'utf8', env })
  expect(stdout).toContain('pass 1')
  expect(status).toBe(0)
})
