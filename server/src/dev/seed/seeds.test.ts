import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { seedJsonSchema, seedTypes } from '../../../../scripts/seed-files.ts'
import { api } from '../../../../test/support/dev-client.ts'
import { devPlaces, newDevDatabase } from '../../../../test/support/dev-databases.ts'
import { temporaryFolder } from '../../../../test/support/program.ts'
import type { Contactd } from '../contactd.ts'
import { startContactd } from '../start-contactd.ts'
import type { Seed, SeedLocation } from './seed-schema.ts'

const example = new URL('./contactd.seed.yaml', import.meta.url)

const location = {
  id: 'locationOne',
  name: 'Mark Shoes',
  country: 'GB',
  timezone: 'Europe/London',
  tokens: [{ token: 'pit-one' }, { token: 'pit-reads', scopes: ['contacts.readonly'] }],
  users: [{ id: 'dana', name: 'Dana', email: 'dana@example.com' }],
  customFields: [
    { id: 'fieldSize', name: 'Shoe size', dataType: 'NUMERICAL' },
    { name: 'Delivery', dataType: 'TEXT', model: 'opportunity' },
  ],
  customValues: [{ name: 'Hours', value: '9 to 5' }],
  tags: ['VIP', { id: 'tagReturning', name: 'returning' }],
  pipelines: [
    { id: 'sales', name: 'Sales', stages: [{ name: 'New' }, { id: 'stage-offer', name: 'Offer' }] },
  ],
  lostReasons: [{ id: 'price', name: 'Price' }],
  contacts: [
    {
      id: 'contactOne',
      dateAdded: '2024-02-03T04:05:06.007Z',
      firstName: 'Ada',
      phone: '020 7946 0018',
      tags: ['vip', 'new tag'],
      assignedTo: 'dana@example.com',
      customFields: [{ key: 'shoe_size', field_value: 39 }],
      notes: [{ id: 'note', body: 'Met.', userId: 'dana@example.com', dateAdded: '2024-02-04' }],
      tasks: [{ title: 'Call', dueDate: '2030-01-01', assignedTo: 'dana' }],
      opportunities: [
        {
          id: 'opportunity',
          name: 'Order',
          pipeline: 'Sales',
          stage: 'Offer',
          status: 'lost',
          lostReason: 'Price',
          customFields: [{ key: 'delivery', field_value: 'By bike' }],
        },
      ],
    },
    { firstName: 'Bea' },
  ],
} satisfies SeedLocation

const seed = {
  companies: [
    { id: 'companyOne', name: 'One' },
    { name: 'Two', tokens: [{ token: 'pit-of-two' }] },
  ],
  locations: [location, { name: 'Other', company: 'Two', contacts: [{ firstName: 'Cleo' }] }],
  apps: [
    {
      clientId: 'app-one',
      clientSecret: 'secret',
      name: 'App',
      redirectUris: ['https://example.com/callback'],
    },
  ],
} satisfies Seed

/** All that a server tells of a seed. */
async function contentOf(contactd: Contactd) {
  const { locationId, contactId } = contactd
  const paths = [
    `/contacts/?locationId=${locationId}`,
    `/contacts/${contactId}`,
    `/contacts/${contactId}/notes`,
    `/contacts/${contactId}/tasks`,
    `/locations/${locationId}`,
    `/locations/${locationId}/customFields`,
    `/locations/${locationId}/customValues`,
    `/locations/${locationId}/tags`,
    `/opportunities/pipelines?locationId=${locationId}`,
    `/opportunities/lost-reason?locationId=${locationId}`,
    `/opportunities/search?location_id=${locationId}`,
    `/users/?locationId=${locationId}`,
  ]
  const content: unknown[] = []
  for (const path of paths) {
    const { status, body } = await api(contactd, 'GET', path)
    content.push([
      path,
      status,
      JSON.parse(JSON.stringify(body).replace(/"traceId":"[^"]*"/g, '"traceId":""')),
    ])
  }
  return content
}

describe.each(devPlaces)('a seed %s', (place) => {
  it('BR-619 has what it names, and a reset goes back to it', { timeout: 60_000 }, async () => {
    const database = await newDevDatabase(place)
    const contactd = await startContactd({ seed, database: database.url })
    expect(contactd).toMatchObject({
      token: 'pit-one',
      locationId: 'locationOne',
      companyId: 'companyOne',
      contactId: 'contactOne',
    })
    const before = await contentOf(contactd)
    expect(before.map((one) => (one as [string, number])[1])).toEqual(before.map(() => 200))
    const text = JSON.stringify(before)
    for (const part of [
      '"phone":"+442079460018"',
      '"dateAdded":"2024-02-03T04:05:06.007Z"',
      '"assignedTo":"dana"',
      '"customFields":[{"id":"fieldSize","value":39}]',
      '"id":"tagReturning"',
      '"dateAdded":"2024-02-04T00:00:00.000Z"',
      '"pipelineStageId":"stage-offer"',
      '"lostReasonId":"price"',
      '"value":"9 to 5"',
      '"timezone":"Europe/London"',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('Cleo')
    await api(contactd, 'DELETE', '/contacts/contactOne')
    await contactd.reset()
    expect(await contentOf(contactd)).toEqual(before)
    const { locationId, token, companyId } = await contactd.createLocation()
    expect(companyId).toBe('companyOne')
    expect((await api({ url: contactd.url, token }, 'GET', `/locations/${locationId}`)).status).toBe(200)
    await contactd.close()
    await database.drop()
  })
})

it('BR-619 gives tokens their scopes, companies and apps theirs', async () => {
  const contactd = await startContactd({ seed })
  const status = async (token: string, method: string, path: string) =>
    (await api({ url: contactd.url, token }, method, path)).status
  expect(await status('pit-reads', 'GET', '/contacts/contactOne')).toBe(200)
  expect(await status('pit-reads', 'DELETE', '/contacts/contactOne')).toBe(401)
  expect(await status('pit-of-two', 'GET', '/contacts/contactOne')).not.toBe(200)
  const response = await fetch(`${contactd.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'client_id=app-one&client_secret=secret&grant_type=authorization_code&code=x',
  })
  // The client is known, the code is not.
  expect(JSON.stringify(await response.json())).toContain('code')
  await contactd.close()
})

it('BR-619 makes the same ids, tokens and dates at each start', async () => {
  const bare = {
    locations: [{ name: 'A', contacts: [{ firstName: 'Ada', tags: ['a'] }, { lastName: 'B' }] }],
  }
  const contents = []
  for (const _ of [1, 2]) {
    const contactd = await startContactd({ seed: bare })
    const { token, locationId, companyId, contactId } = contactd
    contents.push({ token, locationId, companyId, contactId, content: await contentOf(contactd) })
    await contactd.close()
  }
  expect(contents[0]).toEqual(contents[1])
  expect(contents[0]?.content.map((one) => (one as [string, number])[1])).toEqual(Array(12).fill(200))
})

it('BR-619 an empty seed has a location without contacts', async () => {
  const contactd = await startContactd({ seed: 'empty' })
  expect(contactd).toMatchObject({ locationId: 've9EPM428h8vShlRW1KT', contactId: '' })
  const { body } = await api<{ contacts: [] }>(
    contactd,
    'GET',
    `/contacts/?locationId=${contactd.locationId}`,
  )
  expect(body.contacts).toEqual([])
  await contactd.close()
})

it('BR-619 a location for a test takes the items of a seed', async () => {
  const contactd = await startContactd({ seed: { locations: [{ name: 'A' }] } })
  const { id: _, name, country, timezone, tokens: __, ...items } = location
  const made = await contactd.createLocation({ name, country, timezone, seed: items })
  const { body } = await api<{ opportunities: object[] }>(
    { url: contactd.url, token: made.token },
    'GET',
    `/opportunities/search?location_id=${made.locationId}`,
  )
  expect(body.opportunities).toMatchObject([{ id: 'opportunity', pipelineStageId: 'stage-offer' }])
  await expect(
    contactd.createLocation({ seed: { contacts: [{ opportunities: [{ pipeline: 'None' }] }] } }),
  ).rejects.toThrow('seed: contacts.0.opportunities.0.pipeline: the location has no pipeline "None"')
  const same = { firstName: 'Ada', email: 'ada@example.com' }
  const wrong = await contactd
    .createLocation({ seed: { contacts: [{ email: 'ada' }, same, same] } })
    .catch(String)
  expect(wrong).toContain('seed: contacts.0.email must be an email')
  expect(wrong).toContain(
    'seed: contacts.2: This location does not allow duplicated contacts. Ada has the same email.',
  )
  await contactd.close()
})

it('BR-618 the JSON Schema takes what contactd takes', () => {
  const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
    JSON.parse(seedJsonSchema()),
  )
  const wrong = { locations: [{ name: 'A', contacts: [{ emial: 'a@example.com' }] }] }
  expect(validate(wrong)).toBe(false)
  expect([validate(seed), validate.errors]).toEqual([true, null])
  expect([validate(parse(readFileSync(example, 'utf8'))), validate.errors]).toEqual([true, null])
})

it('BR-618 the types of the package name the parts of a seed', () => {
  expect(seedTypes()).toContain('locations: SeedLocation[]')
})

it('BR-618 the example of docs/testing.md is a seed', async () => {
  const page = readFileSync(new URL('../../../../docs/testing.md', import.meta.url), 'utf8')
  const [, text = ''] = /```yaml\n(# A seed\n.*?)```/s.exec(page) ?? []
  const file = join(temporaryFolder(), 'seed.yaml')
  writeFileSync(file, text)
  const contactd = await startContactd({ seed: file })
  expect((await api(contactd, 'GET', `/contacts/${contactd.contactId}`)).status).toBe(200)
  await contactd.close()
})
