import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { App } from './app.ts'
import { Connections } from './connections.ts'

/** Requests whose client waits for a word before it sends the body. */
const awaitingContinue = new WeakSet<IncomingMessage>()

/** Whether a client asked (`Expect: 100-continue`) whether to send its body, and has no answer yet. */
export const isAwaitingContinue = (request: IncomingMessage): boolean => awaitingContinue.has(request)

/** Connections that are ended as soon as they have their answers: whatever else comes is no request either. */
const broken = new WeakSet<Socket>()

/**
 * Answers what is no request, and ends its connection: once the requests before it have been answered, since they may
 * have been done. To be called by the framework.
 */
export function answerBrokenRequest(app: App, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || broken.has(socket)) return
  broken.add(socket)
  // One whose body is what is broken gets no other answer.
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
 * A client that asks whether to send its body (`Expect: 100-continue`) is told to when the body is wanted: the path, the
 * token and the declared length have been judged then. Node.js would tell it before any of that.
 */
export function registerContinue(app: App): void {
  const connections = Connections.of(app.server)
  app.server.on('checkContinue', (request: IncomingMessage, answer: ServerResponse) => {
    // Where it is refused, nobody knows whether the body comes all the same: the connection can't be used again.
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
