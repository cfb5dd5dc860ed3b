import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDueTasks } from '../../server/src/api/recurring-tasks/make-due-tasks.ts'
import type { Task } from '../../server/src/api/tasks/task.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { CommandLine } from '../support/command-line.ts'
import { HttpClient } from '../support/http-client.ts'
import { createDatabase, type TestDatabase } from '../support/postgres/databases.ts'
import { type Program, startProgram } from '../support/program.ts'

let database: TestDatabase
let staying: Program
let client: HttpClient
let locationId: string
const start = () => startProgram({ args: ['--database', database.url] })
beforeAll(async () => {
  database = await createDatabase()
  const commands = new CommandLine(database.url)
  staying = await start()
  locationId = (await commands.location()).id
  const scopes = 'contacts.readonly,contacts.write,recurring-tasks.write'
  const place = ['--location', locationId, '--scopes', scopes]
  const { token } = await commands.json<{ token: string }>('token', 'create', ...place)
  client = new HttpClient({ url: staying.url, token })
})
afterAll(async () => {
  await staying.stop()
  await database.drop()
})

/** A contact with recurring tasks that are due once, in a moment. */
async function plan(count: number, inMs: number) {
  const made = await client.call<{ contact: { id: string } }>('POST', '/contacts/', {
    locationId,
    firstName: 'Ann',
  })
  const contactId = made.body.contact.id
  const startDate = new Date(clock.now() + inMs).toISOString()
  const rruleOptions = { intervalType: 'yearly', interval: 1, startDate, dueAfterSeconds: 0 }
  for (let index = 0; index < count; index++) {
    const body = { title: `${index}`, contactIds: [contactId], rruleOptions, ignoreTaskCreation: true }
    const reply = await client.call('POST', `/locations/${locationId}/recurring-tasks`, body)
    expect(reply.status).toBe(201)
  }
  const titles = async () => {
    const { body } = await client.call<{ tasks: Task[] }>('GET', `/contacts/${contactId}/tasks`)
    return body.tasks.map(({ title }) => Number(title)).sort((a, b) => a - b)
  }
  return { titles, due: Date.parse(startDate) }
}

async function untilMade(titles: () => Promise<number[]>, count: number): Promise<void> {
  for (let waited = 0; (await titles()).length < count; waited++) {
    expect(waited).toBeLessThan(1500)
    await sleep(20)
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

it('BR-526 several storages of one database make each task once', async () => {
  const { titles, due } = await plan(60, 1500)
  const nodes = await Promise.all([1, 2, 3].map(() => openStorage({ database: database.url, clock })))
  await sleep(Math.max(0, due - clock.now() + 1))
  const never = new AbortController().signal
  const refuse = (error: unknown) => {
    throw error
  }
  await Promise.all(nodes.map((storage) => makeDueTasks({ storage, clock, ids }, never, refuse)))
  await untilMade(titles, 60)
  expect(await titles()).toEqual(numbers(60))
  await Promise.all(nodes.map((storage) => storage.close()))
})

it('BR-526 a node that is killed while it makes tasks loses none, and none is made twice', {
  timeout: 3 * 60_000,
}, async () => {
  for (let round = 1; round <= 3; round++) {
    const killed = await start()
    const { titles } = await plan(100, 3000)
    // At a different point each time.
    await untilMade(titles, 1)
    await sleep(Math.random() * 50)
    await killed.stop('SIGKILL')
    await untilMade(titles, 100)
    await sleep(200)
    expect(await titles()).toEqual(numbers(100))
  }
})
