import { describe, expect, it } from 'vitest'
import { isUntouched } from '../../../../test/support/activities.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { createTemplate, maxTemplates } from './create-template.ts'
import type { Template, TemplateSpec } from './template.ts'
import { insertTemplate } from './template-store.ts'

const server = useTestServer()

interface Answer {
  templates: Template[]
  totalCount: number
  message: string | string[]
}

/** A location without templates, with its requests. */
async function newPlace() {
  const { fixtures, companyId, storage, clock, ids } = server
  const locationId = await fixtures.location(companyId)
  const headers = bearer((await fixtures.token({ companyId, locationId })).token)
  const url = `/locations/${locationId}/templates`
  const list = (query: string, own = {}) =>
    server.call<Answer>('GET', `${url}?originId=${locationId}${query}`, undefined, { ...headers, ...own })
  return {
    locationId,
    url,
    headers,
    list,
    namesOf: async (query: string) => {
      const { templates, totalCount } = (await list(query)).body
      return [templates.map(({ name }) => name).join(' '), totalCount]
    },
    remove: (id: string, own = {}) =>
      server.call<Answer>('DELETE', `${url}/${id}`, undefined, { ...headers, ...own }),
    create: (spec: TemplateSpec) => {
      clock.advance(1)
      return storage.write((tx) => createTemplate(tx, { clock, ids }, locationId, spec), { locationId })
    },
  }
}

const sms = (name: string) => ({ name, type: 'sms', body: name }) as const
const email = (name: string) => ({ name, type: 'email', subject: name, html: `<p>${name}</p>` }) as const

describe('the templates of a location', () => {
  it.each(['2021-07-28', 'v3'])(
    'BR-495 are listed oldest first with their number under %s',
    async (version) => {
      const place = await newPlace()
      const templates = [await place.create(sms('b')), await place.create(email('a'))]
      const reply = await place.list('', { version })
      expect([reply.status, reply.text]).toEqual([200, JSON.stringify({ templates, totalCount: 2 })])
    },
  )

  it('BR-496 are filtered by type and paged', async () => {
    const { create, namesOf } = await newPlace()
    for (const spec of [sms('a'), email('b'), sms('c'), email('d'), sms('e')]) await create(spec)
    expect(await namesOf('')).toEqual(['a b c d e', 5])
    expect(await namesOf('&type=sms')).toEqual(['a c e', 3])
    expect(await namesOf('&type=email&skip=1')).toEqual(['d', 2])
    expect(await namesOf('&type=whatsapp')).toEqual(['', 0])
    expect(await namesOf('&skip=1&limit=2')).toEqual(['b c', 5])
    expect(await namesOf('&skip=9&limit=1000')).toEqual(['', 5])
  })

  it('BR-496 are 25 on a page by default, and at most 100', async () => {
    const { create, list } = await newPlace()
    for (let count = 0; count < 101; count += 1) await create(sms(`T${count}`))
    expect((await list('')).body.templates).toHaveLength(25)
    expect((await list('&limit=1000')).body).toMatchObject({ totalCount: 101 })
    expect((await list('&limit=1000')).body.templates).toHaveLength(100)
  })

  it('BR-496 are empty for another originId', async () => {
    const { create, url, headers } = await newPlace()
    await create(sms('a'))
    const reply = await server.call('GET', `${url}?originId=${server.locationId}`, undefined, headers)
    expect([reply.status, reply.body]).toEqual([200, { templates: [], totalCount: 0 }])
  })

  it.each([
    ['', ['originId must be a string', 'originId should not be empty']],
    ['originId=', ['originId should not be empty']],
    ['originId=x&type=fax', ['type must be a valid enum value']],
    ['originId=x&deleted=yes', ['deleted must be a boolean value']],
    ['originId=x&limit=0', ['limit must not be less than 1']],
    ['originId=x&locationId=x', ['property locationId should not exist']],
  ])('BR-496 are not listed for the query %j', async (query, message) => {
    const { url, headers } = await newPlace()
    const reply = await server.call<Answer>('GET', `${url}?${query}`, undefined, headers)
    expect([reply.status, reply.body.message]).toEqual([422, message])
  })

  it('BR-496 are refused to a token of another location, before the query is validated', async () => {
    const { url } = await newPlace()
    const reply = await server.call<Answer>('GET', url)
    expect([reply.status, reply.body.message]).toEqual([
      401,
      'This location is not accessible from this token!',
    ])
  })
})

describe('deleting a template', () => {
  it.each(['2021-07-28', 'v3'])('BR-497 moves it to the list of the deleted under %s', async (version) => {
    const { create, remove, list, namesOf } = await newPlace()
    const kept = await create(sms('kept'))
    const gone = await create(email('gone'))
    const reply = await remove(gone.id, { version })
    expect([reply.status, reply.text]).toEqual([200, '{"succeded":true}'])
    expect((await list('')).body).toEqual({ templates: [kept], totalCount: 1 })
    expect((await list('&deleted=false')).body).toEqual({ templates: [kept], totalCount: 1 })
    expect((await list('&deleted=true')).body).toEqual({ templates: [gone], totalCount: 1 })
    expect(await namesOf('&deleted=true&type=sms')).toEqual(['', 0])
  })

  it('BR-497 refuses a deleted, an unknown or an inaccessible one, and changes nothing', async () => {
    const { create, remove, headers, url } = await newPlace()
    const { id } = await create(sms('gone'))
    await remove(id)
    const elsewhere = (await server.fixtures.template(server.locationId)).id
    const send = async () => {
      for (const one of [id, 'unknown', elsewhere]) {
        const reply = await remove(one)
        expect([reply.status, reply.body]).toEqual([
          400,
          { message: `Template not found for id:${one}`, error: 'Bad Request', statusCode: 400 },
        ])
      }
      const away = await server.call(
        'DELETE',
        `/locations/${server.locationId}/templates/${elsewhere}`,
        {},
        headers,
      )
      expect(away.status).toBe(401)
      expect((await server.call('DELETE', `${url}/${id}`)).status).toBe(401)
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})

describe('BR-498 the templates of a location', () => {
  const fill = async (locationId: string, count: number, document: string) =>
    server.storage.write(async (tx) => {
      for (let made = 0; made < count; made += 1) {
        const id = server.ids.next()
        await tx.run(insertTemplate, { locationId, id, type: 'sms', document, dateAdded: 0 })
      }
    }, 'database')

  it('are at most 10,000, including the deleted ones', async () => {
    const { locationId, create, remove } = await newPlace()
    await remove((await create(sms('first'))).id)
    await fill(locationId, maxTemplates - 1, '{}')
    await expect(create(sms('one too many'))).rejects.toThrow(
      'This location has 10000 templates, the most it can have',
    )
  })

  it('have at most 16 MiB together', async () => {
    const { locationId, create, list } = await newPlace()
    await fill(locationId, 16, JSON.stringify('x'.repeat(1024 * 1024 - 2)))
    await expect(create(sms('one too many'))).rejects.toThrow(
      'The templates of this location must not be larger than 16777216 bytes together',
    )
    expect((await list('')).body.totalCount).toBe(16)
  })
})
