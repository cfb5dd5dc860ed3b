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
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = received.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`An answer has no content-length:\n${head}`)
  if (received.length < headEnd + 4 + Number(length)) return undefined
  return {
    status: head.slice(9, 12),
    bytes: Number(length),
    body: () => received.toString('utf8', headEnd + 4),
  }
}
