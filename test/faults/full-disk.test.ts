import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { HttpClient } from '../support/http-client.ts'
import { Ledger, UnexpectedAnswer } from '../support/ledger.ts'
import { type Program, startProgram } from '../support/program.ts'
import { SmallDisk } from '../support/small-disk.ts'

const connections = 8
/** More contacts than a disk of this size can hold. */
const disk = new SmallDisk('8m')
const { folder, isMounted } = disk
const maxContacts = 20_000

let program: Program | undefined
afterAll(async () => {
  await program?.stop('SIGKILL')
  disk.unmount()
})

if (!isMounted) {
  console.info(
    'No small disk can be mounted here: test/storage and the page limit of SQLite stand in for it.',
  )
}

it.runIf(isMounted)(
  'BR-363 on a full disk writes are refused, /readyz reports it, reads still work, and nothing is lost',
  async () => {
    program = await startProgram({ folder, demo: true })
    const { file, url } = program
    const ledger = new Ledger('ve9EPM428h8vShlRW1KT')
    const clients = Array.from(
      { length: connections },
      () => new HttpClient({ url, token: program?.token ?? '' }),
    )
    const [client = new HttpClient(program)] = clients
    const ids = await Promise.all(clients.map((each) => ledger.create(each)))

    disk.fill()
    // Writes that still fit in the log succeed; then every connection is refused.
    const refusals = await Promise.all(clients.map((each) => createUntilRefused(each, ledger)))
    expect(refusals).toEqual(clients.map(() => 503))

    const { id: refusedId, reply: refused } = await updateUntilRefused(client, ids, ledger)
    expect(refused.status).toBe(503)
    expect(refused.headers['retry-after']).toBe('1')
    expect(refused.body).toEqual({
      message: 'The database cannot take this now. Try again.',
      error: 'Service Unavailable',
      statusCode: 503,
      traceId: expect.any(String),
    })
    expect(await client.call('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await client.call('GET', '/readyz')).toMatchObject({ status: 503 })
    for (const id of ids) expect(await ledger.problemOf(client, id)).toBeUndefined()
    expect((await client.call('GET', `/contacts/${refusedId}`)).body.contact).not.toHaveProperty('website')
    expect(ledger.problems(file, { unanswered: 'not done' })).toEqual([])

    disk.free()
    await sleep(Number(refused.headers['retry-after']) * 1000)
    expect(await client.call('GET', '/readyz')).toMatchObject({ status: 200 })
    await Promise.all(clients.map((each, number) => ledger.update(each, ids[number] ?? '')))
    await Promise.all(clients.map((each) => ledger.create(each)))
    expect(ledger.problems(file, { unanswered: 'not done' })).toEqual([])

    for (const each of clients) each.close()
    expect(await program.stop()).toMatchObject({ code: 0 })
    program = await startProgram({ folder, demo: true })
    expect(ledger.problems(file, { unanswered: 'not done' })).toEqual([])
    const again = new HttpClient(program)
    for (const id of ids) expect(await ledger.problemOf(again, id)).toBeUndefined()
    again.close()
  },
)

/** Creates contacts until one is refused. @returns the status of the refusal. */
async function createUntilRefused(client: HttpClient, ledger: Ledger): Promise<number> {
  for (let made = 0; made < maxContacts; made++) {
    try {
      await ledger.create(client)
    } catch (error) {
      if (error instanceof UnexpectedAnswer) return error.status
      throw error
    }
  }
  throw new Error('The disk does not get full.')
}

/**
 * Updates one contact after the other until an update is refused. The log starts again when it has been copied into the
 * database, so there may be room for a moment.
 */
async function updateUntilRefused(client: HttpClient, ids: readonly string[], ledger: Ledger) {
  const website = `https://example.com/${'x'.repeat(900)}`
  for (const id of ids) {
    const reply = await client.call('PUT', `/contacts/${id}`, { website })
    if (reply.status !== 200) return { id, reply }
    await createUntilRefused(client, ledger)
  }
  throw new Error('The disk does not stay full.')
}
