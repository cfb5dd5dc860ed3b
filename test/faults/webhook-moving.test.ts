import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { CommandLine } from '../support/command-line.ts'
import { CountedUpdates } from '../support/counted-updates.ts'
import { freePort } from '../support/postgres/free-port.ts'
import { startProgram, temporaryFolder } from '../support/program.ts'
import { until } from '../support/until.ts'
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts'
import { addDemoWebhook } from '../support/webhooks.ts'

const timeout = 180_000
const args = ['--webhook-allow-private']
const counted = { locationId: demoIds.location, contacts: 3 }

let receiver: Receiver | undefined
afterEach(() => receiver?.close())

it('BR-711 a copy and a restored backup deliver what the original had not delivered', {
  timeout,
}, async () => {
  const contactd = new CommandLine()
  const port = await freePort()
  const server = await startProgram({ folder: contactd.folder, demo: true, args })
  await addDemoWebhook(contactd.database, `http://127.0.0.1:${port}/hook`)
  const updates = new CountedUpdates()
  const running = updates.run(() => server, counted)
  await until(() => updates.total >= 30)
  updates.end()
  await running

  const backup = join(temporaryFolder(), 'backup.db')
  await contactd.json('backup', backup)
  const copied = new CommandLine()
  await contactd.json('copy', '--from', contactd.database, '--to', copied.database)
  const restored = new CommandLine()
  await restored.json('restore', backup)
  await server.stop('SIGKILL')

  for (const { folder } of [copied, restored]) {
    receiver = await startReceiver({ port })
    const other = await startProgram({ folder, demo: true, args })
    await updates.untilTaken(receiver.arrivals)
    expect(updates.disorder(receiver.arrivals)).toEqual([])
    // The numbers of events go on behind those of the original.
    const more = new CountedUpdates()
    const runningOn = more.run(() => other, counted)
    await until(() => more.total >= 5)
    more.end()
    await runningOn
    await more.untilTaken(receiver.arrivals)
    expect(await other.stop()).toMatchObject({ code: 0 })
    await receiver.close()
  }
})

it('BR-711 a server that is asked to stop ends in its time, and the next start delivers the rest', {
  timeout,
}, async () => {
  const folder = temporaryFolder()
  let isHanging = false
  receiver = await startReceiver({ answer: () => (isHanging ? undefined : 200) })
  const { arrivals, url } = receiver
  let program = await startProgram({ folder, demo: true, args })
  await addDemoWebhook(`sqlite:${program.file}`, url)
  const updates = new CountedUpdates()
  const running = Promise.all([1, 2, 3].map(() => updates.run(() => program, counted)))
  for (let stop = 1; stop <= 3; stop += 1) {
    const [acknowledged, arrived] = [updates.total, arrivals.length]
    await until(() => updates.total > acknowledged + 10 && arrivals.length > arrived)
    // The last time, the receiver does not answer.
    isHanging = stop === 3
    if (isHanging) {
      const before = arrivals.length
      await until(() => arrivals.length > before)
    }
    expect(await program.stop()).toMatchObject({ code: 0, signal: null })
    isHanging = false
    program = await startProgram({ folder, demo: true, args })
  }
  updates.end()
  await running
  await updates.untilTaken(arrivals)
  expect(updates.disorder(arrivals)).toEqual([])
  expect(await program.stop()).toMatchObject({ code: 0 })
})
