import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from './app.ts'
import { Connections } from './connections.ts'

/** Requests whose client waits for `100 Continue` before it sends the body. */
const awaitingContinue = new WeakSet<IncomingMessage>()

/** Whether a client sent `Expect: 100-continue` and has no response yet. */
export const isAwaitingContinue = (request: IncomingMessage): boolean => awaitingContinue.has(request)

/**
 * Connections that end as soon as their responses are sent. Anything else that arrives on them is not a request either.
 */
const broken = new WeakSet<Socket>()

/**
 * Responds to a malformed request and ends its connection, after the responses to earlier requests, since these may
 * have succeeded. Called by the framework.
 */
export function answerBrokenRequest(app: App, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || broken.has(socket)) return
  broken.add(socket)
  // If the malformed part is a request's body, that request gets no other response.
  const complete = Connections.of(app.server)
    .owed(socket)
    .filter(({ req }) => req.complete)
  const last = complete.at(-1)
  if (last === undefined) refuse(error, socket)
  else last.once('finish', () => refuse(error, socket))
}

function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  const [status, message] = refusalOf(error)
  const label = STATUS_CODES[status]
  const body = JSON.stringify({ error: label, message, statusCode: status })
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${label}\r\nConnection: close\r\nContent-Length: ${body.length}\r\nContent-Type: application/json\r\n\r\n${body}`,
    )
  }
  socket.destroySoon()
}

function refusalOf({ code }: NodeJS.ErrnoException): [status: number, message: string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'Client Timeout']
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'Exceeded maximum allowed HTTP header size']
  return [400, 'Client Error']
}

/**
 * Sends `100 Continue` only when the body is wanted, after the checks of path, token and declared length. Node.js would
 * send it before any of them.
 */
export function registerContinue(app: App): void {
  const connections = Connections.of(app.server)
  app.server.on('checkContinue', (request: IncomingMessage, answer: ServerResponse) => {
    // The client may send the body of a refused request or not, so the connection can't be used again.
    const { shouldKeepAlive } = answer
    answer.shouldKeepAlive = false
    awaitingContinue.add(request)
    const goOn = (event: string | symbol) => {
      if (event !== 'data' && event !== 'readable') return
      request.off('newListener', goOn)
      if (answer.headersSent || answer.destroyed) return
      awaitingContinue.delete(request)
      answer.shouldKeepAlive = shouldKeepAlive && !connections.isEnding
      answer.writeContinue()
    }
    request.on('newListener', goOn)
    app.server.emit('request', request, answer)
  })
}
