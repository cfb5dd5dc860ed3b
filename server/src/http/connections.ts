import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const known = new WeakMap<Server, Connections>()

/** The connections of a server, with the pending responses of each. */
export class Connections {
  readonly #answers = new Map<Socket, ServerResponse[]>()
  #isEnding = false

  private constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#answers.set(socket, [])
      socket.once('close', () => this.#answers.delete(socket))
    })
    // Must run before the listener that responds.
    server.prependListener('request', (request: IncomingMessage, answer: ServerResponse) =>
      this.#note(request.socket, answer),
    )
  }

  /** Returns the connections of a server, tracked since the first call. */
  static of(server: Server): Connections {
    const connections = known.get(server) ?? new Connections(server)
    known.set(server, connections)
    return connections
  }

  get sockets(): IterableIterator<Socket> {
    return this.#answers.keys()
  }

  /** The responses to the requests received, in order, that have not been passed to the system completely. */
  owed(socket: Socket): ServerResponse[] {
    return (this.#answers.get(socket) ?? []).filter((answer) => !answer.writableFinished)
  }

  get isEnding(): boolean {
    return this.#isEnding
  }

  /** From now on the last pending response of a connection has `Connection: close`. */
  endWithAnswers(): void {
    this.#isEnding = true
    for (const socket of this.#answers.keys()) {
      const last = this.owed(socket).at(-1)
      if (last !== undefined && !last.headersSent) last.shouldKeepAlive = false
    }
  }

  #note(socket: Socket, answer: ServerResponse): void {
    const owed = this.owed(socket)
    if (this.#isEnding) {
      // Pipelined requests that arrived with this one still get their responses.
      const before = owed.at(-1)
      if (before !== undefined && !before.headersSent) before.shouldKeepAlive = true
      answer.shouldKeepAlive = false
    }
    this.#answers.set(socket, [...owed, answer])
  }
}
