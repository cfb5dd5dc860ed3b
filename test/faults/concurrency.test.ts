import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { HttpClient } from '../support/http-client.ts'
import { type Program, startProgram } from '../support/program.ts'
import { contradictionIn, type Operation } from '../support/register-history.ts'

const locationId = 've9EPM428h8vShlRW1KT'
/** Each is an independent register: writing one leaves the others unchanged. */
const fields = ['address1', 'city', 'state', 'source', 'companyName'] as const

let program: Program
const clients: HttpClient[] = []
beforeAll(async () => {
  program = await startProgram({ demo: true })
})
afterAll(() => {
  for (const client of clients) client.close()
})

it('two clients that change different fields of one contact at the same time both succeed', async () => {
  const [one, other] = connect(2)
  for (let round = 0; round < 50; round++) {
    const id = await newContact()
    const answers = await Promise.all([
      one?.call('PUT', `/contacts/${id}`, { city: `city ${round}` }),
      other?.call('PUT', `/contacts/${id}`, { state: `state ${round}` }),
    ])
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200])
    expect(await contactOf(id)).toMatchObject({ city: `city ${round}`, state: `state ${round}` })
  }
})

it('fifty clients that each add a tag lose none, nor do those that then each remove one', async () => {
  const id = await newContact()
  const tags = Array.from({ length: 50 }, (_, number) => `tag ${number}`)
  const adders = connect(tags.length)
  const answers = await Promise.all(
    tags.map((tag, number) => adders[number]?.call('POST', `/contacts/${id}/tags`, { tags: [tag] })),
  )
  for (const [number, answer] of answers.entries()) {
    expect(answer?.status).toBe(201)
    expect(answer?.body).toMatchObject({ tagsAdded: [`tag ${number}`] })
    expect(answer?.body.tags).toContain(`tag ${number}`)
  }
  const held = (await contactOf(id)).tags
  expect([...held].sort()).toEqual([...tags].sort())

  const [first, second] = [tags.slice(0, 25), tags.slice(25)]
  await Promise.all(
    first.map((tag, number) => adders[number]?.call('DELETE', `/contacts/${id}/tags`, { tags: [tag] })),
  )
  expect([...(await contactOf(id)).tags].sort()).toEqual(second.sort())
})

it('of fifty clients that create a contact with one email, one succeeds', async () => {
  const creators = connect(50)
  const answers = await Promise.all(
    creators.map((client) => client.call('POST', '/contacts/', { locationId, email: 'once@example.com' })),
  )
  const created = answers.filter(({ status }) => status === 201)
  expect(created).toHaveLength(1)
  for (const { status, body } of answers.filter((answer) => !created.includes(answer))) {
    expect(status).toBe(400)
    expect(body).toMatchObject({ meta: { contactId: created[0]?.body.contact.id, matchingField: 'email' } })
  }
})

it('for many concurrent clients on a few contacts, some order of the requests explains all responses', async () => {
  const ids = await Promise.all(['a', 'b', 'c'].map(newContact))
  const histories = new Map<string, Operation[]>()
  const record = (id: string, field: string, operation: Operation) => {
    const history = histories.get(`${id} ${field}`) ?? []
    histories.set(`${id} ${field}`, history)
    history.push(operation)
  }
  const begunAt = performance.now()
  for (const id of ids) {
    for (const field of fields)
      record(id, field, { kind: 'write', value: 'none', beganAt: 0, endedAt: begunAt })
  }

  let isOver = false
  let writes = 0
  const workers = connect(16).map(async (client, worker) => {
    while (!isOver) {
      const id = oneOf(ids)
      const changes = Object.fromEntries(
        fields.filter(() => Math.random() < 0.3).map((field) => [field, `value ${++writes} of ${worker}`]),
      )
      const isRead = Math.random() < 0.4
      const beganAt = performance.now()
      const { status, body } = await (isRead
        ? client.call('GET', `/contacts/${id}`)
        : client.call('PUT', `/contacts/${id}`, changes))
      const endedAt = performance.now()
      expect(status).toBe(200)
      // An update returns the contact's state: for fields it did not name, that is a read.
      for (const field of fields) {
        const value = body.contact[field] ?? 'none'
        const sent = isRead ? undefined : changes[field]
        if (sent !== undefined) expect(value).toBe(sent)
        record(id, field, { kind: sent === undefined ? 'read' : 'write', value, beganAt, endedAt })
      }
    }
  })
  await Promise.race([sleep(5000), Promise.all(workers)])
  isOver = true
  await Promise.all(workers)

  expect(writes).toBeGreaterThan(100)
  for (const [register, history] of histories) {
    expect(contradictionIn(history), `${register}, ${history.length} operations`).toBeUndefined()
  }
})

function connect(count: number): HttpClient[] {
  const made = Array.from({ length: count }, () => new HttpClient(program))
  clients.push(...made)
  return made
}

async function newContact(firstName = 'New'): Promise<string> {
  const [client] = clients
  const { status, body } = (await client?.call('POST', '/contacts/', { locationId, firstName })) ?? {}
  if (status !== 201 || body === undefined) throw new Error(`The contact was refused: ${status}`)
  return body.contact.id
}

async function contactOf(id: string) {
  const [client] = clients
  const reply = await client?.call('GET', `/contacts/${id}`)
  if (reply?.status !== 200) throw new Error(`There is no contact ${id}.`)
  return reply.body.contact
}

const oneOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T
