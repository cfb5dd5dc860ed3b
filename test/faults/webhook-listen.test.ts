import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { CountedUpdates } from '../support/counted-updates.ts'
import { adopt, launcher, type Program, startProgram, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'
import type { Arrival } from '../support/webhook-receiver.ts'

const rounds = 3
const writers = 2
/** With the command, as many as a node sends of a location. */
const slowReaders = 19

const readers: AbortController[] = []
let updates: CountedUpdates
let program: Program
afterEach(async () => {
  updates.end()
  for (const reader of readers.splice(0)) reader.abort()
  await program.stop()
})

/** What the commands have printed. */
const arrivals: Arrival[] = []

/** `contactd webhook listen`, from its first connection until it is killed. */
async function listen({ url, token, folder }: Program): Promise<ChildProcess> {
  const args = ['webhook', 'listen', '--json', '--name', 'command', '--url', url]
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CONTACTD_'))
  const child = spawn(launcher, args, {
    cwd: folder,
    env: { ...Object.fromEntries(own), CONTACTD_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  adopt(child)
  const { stdout, stderr } = child
  let said = ''
  stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  createInterface({ input: stdout }).on('line', (line) => {
    // The last line of a killed command may be cut.
    if (!line.endsWith('}')) return
    const { type, id, city, webhookId } = JSON.parse(line)
    if (type === 'ContactUpdate')
      arrivals.push({ ...{ type, id, city, eventId: webhookId }, attempt: 1, status: 200 })
  })
  await until(() => said.includes('Listening to'))
  return child
}

/** A stream that is opened, and not read. */
async function readNothing({ url, token }: Program, name: string): Promise<void> {
  const reader = new AbortController()
  readers.push(reader)
  const { status } = await fetch(`${url}/_contactd/webhooks/stream?name=${name}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: reader.signal,
  })
  expect(status).toBe(200)
}

it('BR-729 webhook listen misses nothing beside many slow readers, while it and the server are killed', {
  timeout: 180_000,
}, async () => {
  const folder = temporaryFolder()
  program = await startProgram({ folder, demo: true })
  const { port } = program
  for (let number = 0; number < slowReaders; number += 1) await readNothing(program, `slow-${number}`)
  let command = await listen(program)
  updates = new CountedUpdates()
  const changing = Promise.all(
    Array.from({ length: writers }, () =>
      updates.run(() => program, { locationId: demoIds.location, contacts: 3 }),
    ),
  )
  await until(() => arrivals.length > 20)
  for (let round = 0; round < rounds; round += 1) {
    command.kill('SIGKILL')
    await once(command, 'close')
    await sleep(Math.random() * 300)
    command = await listen(program)
    let before = arrivals.length
    await until(() => arrivals.length > before + 20)
    await program.stop('SIGKILL')
    program = await startProgram({ folder, demo: true, args: ['--port', String(port)] })
    before = arrivals.length
    await until(() => arrivals.length > before + 20)
  }
  updates.end()
  await changing
  await updates.untilTaken(arrivals)
  expect(updates.disorder(arrivals)).toEqual([])
  console.info(`listen: ${updates.total} acknowledged updates, ${arrivals.length} lines`)
  command.kill('SIGKILL')
  await once(command, 'close')
})
