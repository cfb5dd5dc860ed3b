import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { registerClose } from './graceful-shutdown.ts'

function newApp() {
  const app = Fastify({ forceCloseConnections: 'idle' })
  registerClose(app)
  return app
}

describe('a close without a drain', () => {
  it('does not wait for a connection that never sent anything', async () => {
    const app = newApp()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const unused = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    await once(app.server, 'connection')
    const ended = once(unused.resume(), 'close')
    await app.close()
    await ended
  })

  it('ends a connection whose client has received the response before the server finishes it', async () => {
    const app = newApp()
    app.get('/', (_request, reply) => reply.header('content-length', '4').send(Readable.from(endedLater())))
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    expect(await (await fetch(url)).text()).toBe('text')
    await app.close()
  })
})

async function* endedLater() {
  yield 'text'
  await sleep(300)
}
