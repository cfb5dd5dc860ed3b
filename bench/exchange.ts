import { connect, type Socket } from 'node:net'

/** Opens a connection to this machine. */
export function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

export interface Answer {
  status: string
  /** Of the body. */
  bytes: number
  body(): string
}

/** Sends one request at a time over a connection. */
export function exchanger(socket: Socket): (request: string) => Promise<Answer> {
  let settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined
  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const answer = wholeAnswer(received)
    if (answer === undefined) return
    received = Buffer.alloc(0)
    settle?.resolve(answer)
  })
  socket.once('close', () => settle?.reject(new Error('The server closed a connection.')))
  return (request) =>
    new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(new Error('The server has closed the connection.'))
      settle = { resolve, reject }
      socket.write(request)
    })
}

/** @returns undefined if the response is incomplete. @throws Error if it has no length. */
function wholeAnswer(received: Buffer): Answer | undefined {
  const message = wholeMessage(received)
  return (
    message && {
      status: message.head.slice(9, 12),
      bytes: message.bytes,
      body: () => received.toString('utf8', message.bodyAt),
    }
  )
}

/**
 * A request or a response with a body.
 * @returns undefined if it is incomplete. @throws Error if it has no length.
 */
export function wholeMessage(received: Buffer): { head: string; bodyAt: number; bytes: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = received.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`A message has no content-length:\n${head}`)
  const bodyAt = headEnd + 4
  return received.length < bodyAt + Number(length) ? undefined : { head, bodyAt, bytes: Number(length) }
}
